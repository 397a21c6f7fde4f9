// Shows a video whose left half is before and whose right half is after as one picture with a slider.
"use strict";
const GAP = 4; // pixels between the halves, as in wormbrain/alignment/video.py
for (const figure of document.querySelectorAll(".compare")) {
  const [video, canvas, label] = ["video", "canvas", "label"].map((tag) => figure.querySelector(tag));
  const slider = label.querySelector("input");
  const context = canvas.getContext("2d");

  function draw() {
    const width = (video.videoWidth - GAP) / 2, height = video.videoHeight;
    if (width <= 0) return;
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    const edge = Math.round((width * slider.value) / 100);
    context.drawImage(video, 0, 0, width, height, 0, 0, width, height);
    context.drawImage(video, width + GAP + edge, 0, width - edge, height, edge, 0, width - edge, height);
    context.fillStyle = "#fff";
    context.fillRect(edge - 1, 0, 2, height);
  }

  function follow() {
    draw();
    requestAnimationFrame(follow);
  }

  function show() {
    canvas.hidden = label.hidden = false;
    figure.classList.add("live");
    follow();
    if (!matchMedia("(prefers-reduced-motion: reduce)").matches) video.play().catch(() => {});
  }

  canvas.addEventListener("pointermove", (event) => {
    if (event.buttons) slider.value = (100 * event.offsetX) / canvas.clientWidth;
  });
  if (video.readyState >= 2) show();
  else video.addEventListener("loadeddata", show, { once: true });
}
