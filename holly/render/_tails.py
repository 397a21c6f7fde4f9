"""Where the tails of Gaussians end: on a CPU denormal numbers are 5 to 20 times slower."""

# Exponents end here. exp(-43) = 2e-19 is far below what float32 resolves beside a peak of one,
# yet its square is no denormal number.
FLOOR = -43.0

# Values below this share of a peak become zero: then the product of three of them is no denormal
# number.
FAINT = 1e-11
