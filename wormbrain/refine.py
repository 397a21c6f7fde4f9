"""Refinement of a match: Gauss-Newton on the masked correlation of two images, blurred to sharp."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from wormbrain.geometry import (
    Spline,
    inside,
    pixel_centres,
    sample,
    spline,
)

CHANNEL_WEIGHTS = (0.25, 0.25, 0.5)


@dataclass(frozen=True)
class Level:
    shrink: float
    sigma: float  # of the longer side
    grid: tuple[int, int] | None
    bending: float
    steps: int
    keep: int = 1


def blur(images: Tensor, sigma: float) -> Tensor:
    if sigma < 0.2:
        return images
    radius = int(3 * sigma + 0.5)
    k = torch.exp(-torch.arange(-radius, radius + 1.0) ** 2 / (2 * sigma**2))
    k = k / k.sum()
    c = images.shape[1]
    images = functional.conv2d(images, k.view(1, 1, 1, -1).repeat(c, 1, 1, 1), padding=(0, radius), groups=c)
    return functional.conv2d(images, k.view(1, 1, -1, 1).repeat(c, 1, 1, 1), padding=(radius, 0), groups=c)


def features(image: Tensor, gamma: float) -> Tensor:
    x = image[None].float().clamp_min(0) ** gamma
    return torch.cat([x, x.mean(1, keepdim=True)], 1)


def with_slopes(images: Tensor) -> Tensor:
    """[1,C,h,w] -> [1,3C,h,w]: values, d/dx, d/dy in units of points."""
    h, w = images.shape[-2:]
    scale = max(h, w) / 2
    p = functional.pad(images, (1, 1, 1, 1), mode="replicate")
    gx = (p[..., 1:-1, 2:] - p[..., 1:-1, :-2]) / 2 * scale
    gy = (p[..., 2:, 1:-1] - p[..., :-2, 1:-1]) / 2 * scale
    return torch.cat([images, gx, gy], 1)


class Fit:
    """The objective at one level for several candidates at once."""

    def __init__(self, source, target, basis, energy, weights=CHANNEL_WEIGHTS):
        self.h, self.w = source.shape[-2:]
        self.source = with_slopes(source)
        self.target = target.flatten(2)[0]  # C,N
        self.basis, self.energy = basis, energy
        self.weights = torch.tensor(weights)

    def linear(self, theta):
        B = len(theta)
        q = self.basis @ theta
        C = len(self.target)
        v = sample(self.source.expand(B, -1, -1, -1), q, "border").view(B, 3, C, -1)
        w = inside(q, self.h, self.w).float()
        n = w.sum(-1).clamp_min(1)
        a, g = v[:, 0], v[:, 1:] * w[:, None, None]
        centre = lambda z: (z - (z * w[:, None]).sum(-1, keepdim=True) / n[:, None, None]) * w[:, None]
        a, b = centre(a), centre(self.target.expand(B, -1, -1))
        na, nb = a.norm(dim=-1).clamp_min(1e-6), b.norm(dim=-1).clamp_min(1e-6)
        a, b = a / na[..., None], b / nb[..., None]
        rho = (a * b).sum(-1)
        bend = (theta * (self.energy @ theta)).sum((1, 2))
        cover = n / w.shape[1]
        loss = ((1 - rho) * self.weights).sum(1) + bend + 0.5 * (0.6 - cover).clamp_min(0)
        return loss, (rho, a, b, g, na, n)

    def step(self, theta, parts, damping):
        rho, a, b, g, na, n = parts
        B, M = theta.shape[:2]
        phi = self.basis
        cw = self.weights
        r = (b - rho[..., None] * a) / na[..., None] * cw[:, None]
        grad = torch.stack([-(g[:, i] * r).sum(1) @ phi for i in range(2)], 1)  # B,2,M
        s = (cw / na**2)[..., None]
        H = torch.zeros(B, 2, M, 2, M)
        for i in range(2):
            for j in range(i, 2):
                wgt = (g[:, i] * g[:, j] * s).sum(1)  # B,N
                blk = torch.stack([phi.T @ (wgt[k][:, None] * phi) for k in range(B)])
                H[:, i, :, j] = blk
                H[:, j, :, i] = blk
        H = H.view(B, 2 * M, 2 * M)
        m = (g @ phi)  # B,2,C,M
        u = ((g * a[:, None]) @ phi)
        for vec, den in ((m, n[:, None].expand_as(na)), (u, torch.ones_like(na))):
            vv = vec.permute(0, 2, 1, 3).reshape(B, -1, 2 * M) * (cw / na**2 / den).sqrt()[..., None]
            H = H - vv.transpose(1, 2) @ vv
        E = torch.zeros(2, M, 2, M)
        E[0, :, 0] = self.energy
        E[1, :, 1] = self.energy
        E = 2 * E.view(2 * M, 2 * M)
        gr = grad.reshape(B, 2 * M) + (E @ theta.transpose(1, 2).reshape(B, 2 * M, 1))[..., 0]
        d = torch.diagonal(H, dim1=1, dim2=2).mean(1)
        A = H + E + (damping * d)[:, None, None] * torch.eye(2 * M)
        delta = -torch.linalg.solve(A, gr)
        return delta.view(B, 2, M).transpose(1, 2)


def solve(fit, theta, steps, damping0=0.1, tolerance=2e-4):
    loss, parts = fit.linear(theta)
    damping = torch.full((len(theta),), damping0)
    for _ in range(steps):
        new = theta + fit.step(theta, parts, damping)
        nl, nparts = fit.linear(new)
        ok = nl < loss
        gain = (loss - nl).clamp_min(0).max()
        theta = torch.where(ok[:, None, None], new, theta)
        parts = tuple(torch.where(ok.view(-1, *[1] * (p.dim() - 1)), q, p) for p, q in zip(parts, nparts))
        loss = torch.where(ok, nl, loss)
        damping = torch.where(ok, damping * 0.3, damping * 8).clamp(1e-4, 1e3)
        if gain < tolerance and bool(ok.all()):
            break
    return theta, loss


def rotation_starts(fs, ft, degrees, sigma, shrink):
    """Affine starts [R,2,3]: the best shift of each rotation by cross-correlation."""
    H, W = fs.shape[-2:]
    h, w = max(24, round(H / shrink)), max(24, round(W / shrink))
    a = functional.interpolate(blur(fs, sigma), size=(h, w), mode="area")
    b = functional.interpolate(blur(ft, sigma), size=(h, w), mode="area")
    t = torch.tensor(degrees).float() * torch.pi / 180
    R = torch.stack([torch.stack([t.cos(), -t.sin()], -1), torch.stack([t.sin(), t.cos()], -1)], -2)
    g = pixel_centres(h, w).reshape(1, -1, 2)
    rot = sample(a.expand(len(t), -1, -1, -1), g @ R.transpose(1, 2)).view(len(t), -1, h, w)
    Fa = torch.fft.rfft2(rot - rot.mean((2, 3), keepdim=True), s=(2 * h, 2 * w))
    Fb = torch.fft.rfft2(b - b.mean((2, 3), keepdim=True), s=(2 * h, 2 * w))
    X = torch.fft.irfft2(Fa * Fb.conj(), s=(2 * h, 2 * w)).sum(1)
    X[:, h // 2 : -(h // 2)] = -1e9
    X[:, :, w // 2 : -(w // 2)] = -1e9
    i = X.flatten(1).argmax(1)
    dy, dx = i // (2 * w), i % (2 * w)
    dy = torch.where(dy > h, dy - 2 * h, dy)
    dx = torch.where(dx > w, dx - 2 * w, dx)
    d = torch.stack([dx, dy], -1) * 2.0 / max(h, w)
    shift = (R @ d[..., None])[..., 0]
    return torch.cat([R, shift[..., None]], -1)


LEVELS = (
    Level(6, 8 / 256, None, 0.0, 12, 6),
    Level(4, 5 / 256, (3, 3), 0.01, 12, 3),
    Level(2, 2.5 / 256, (3, 3), 0.005, 12, 1),
    Level(2, 1.5 / 256, (5, 5), 0.0033, 10, 1),
    Level(1.3, 1.0 / 256, (9, 7), 0.005, 10, 1),
)


def extent(h, w):
    L = max(h, w)
    return (w / L, h / L)


def refine(src, tgt, starts=None, rotations=tuple(range(-180, 180, 15)), gamma=0.7, levels=LEVELS, prior=0.05, verbose=False, tol=2e-4, init=None):
    """-> (Spline, theta [K,2], loss)."""
    fs, ft = features(src, gamma), features(tgt, gamma)
    H, W = fs.shape[-2:]
    L = max(H, W)
    ext = extent(H, W)
    A = [torch.eye(2, 3)[None]]
    if rotations:
        A.append(rotation_starts(fs, ft, rotations, 6 / 256 * L, 6))
    if starts is not None:
        A.append(starts)
    A = torch.cat(A)
    theta = A.transpose(1, 2)  # affine basis [x,y,1]: M=3
    grid = None
    if init is not None:
        sp0, th0 = init
        grid = next(k for k in ((3, 3), (5, 5), (7, 5), (9, 7), (11, 9)) if spline(*k, ext) is sp0)
        theta = th0[None]
    for lv in levels:
        h, w = max(24, round(H / lv.shrink)), max(24, round(W / lv.shrink))
        s = functional.interpolate(blur(fs, lv.sigma * L), size=(h, w), mode="area")
        t = functional.interpolate(blur(ft, lv.sigma * L), size=(h, w), mode="area")
        p = pixel_centres(h, w).reshape(-1, 2)
        if lv.grid is None:
            basis, energy = torch.cat([p, torch.ones(len(p), 1)], 1), torch.zeros(3, 3)
        else:
            sp = spline(*lv.grid, ext)
            basis, energy = sp.basis(p), lv.bending * sp.bending
            if grid is None:
                theta = sp.from_affine(theta.transpose(1, 2))
            elif grid != lv.grid:
                theta = spline(*grid, ext).basis(sp.control) @ theta
            grid = lv.grid
        fit = Fit(s, t, basis, energy)
        theta, loss = solve(fit, theta, lv.steps, tolerance=tol)
        if lv.keep < len(theta):
            if grid is None:
                ang = torch.atan2(theta[:, 0, 1] - theta[:, 1, 0], theta[:, 0, 0] + theta[:, 1, 1]).abs() / torch.pi
            else:
                aff = spline(*grid, ext).affine_part(theta)
                ang = torch.atan2(aff[:, 1, 0] - aff[:, 0, 1], aff[:, 0, 0] + aff[:, 1, 1]).abs() / torch.pi
            theta = theta[(loss + prior * ang).topk(lv.keep, largest=False)[1]]
        if verbose:
            print(lv, loss.min().item())
    return spline(*grid, ext), theta[0], float(loss.min())
