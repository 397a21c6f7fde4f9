// Clouds of points in 3D, on one canvas with a panel for each replicate; groundwork/pages/clouds.py
// says what a scene is. A classic script, because a page opened from disk cannot load modules. Needs
// the global THREE.
"use strict";

const viewer = (() => {
  const VERTEX = `
    attribute vec3 next;
    uniform float blend, size, half_;
    varying float depth;
    void main() {
      vec4 seen = modelViewMatrix * vec4(mix(position, next, blend), 1.0);
      gl_Position = projectionMatrix * seen;
      depth = clamp(0.5 - (seen.z + 5.0 * half_) / (2.4 * half_), 0.0, 1.0);
      gl_PointSize = size * 5.0 * half_ / -seen.z;
    }`;
  const FRAGMENT = `
    uniform vec3 colour, paper;
    varying float depth;
    void main() {
      float r = 2.0 * length(gl_PointCoord - 0.5);
      if (r > 1.0) discard;
      vec3 disc = mix(colour, paper, 0.62 * depth);
      gl_FragColor = vec4(mix(disc, paper, smoothstep(0.72, 0.86, r) * 0.75), 1.0);
    }`;
  const MOMENTS = 200; // on the slider
  const SECONDS = 8; // to play a whole training

  // Reverses groundwork.pages.clouds.pack: whole numbers [frames, 3, points].
  async function unpack(packed) {
    const bytes = Uint8Array.from(atob(packed.data), (c) => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    const planes = new Uint8Array(await new Response(stream).arrayBuffer());
    const total = planes.length / 2, frame = 3 * packed.points;
    const whole = new Int16Array(total);
    for (let i = 0; i < total; i++) {
      const folded = planes[i] | (planes[total + i] << 8);
      whole[i] = (folded >> 1) ^ -(folded & 1);
      if (i >= frame) whole[i] += whole[i - frame];
    }
    return { ...packed, whole };
  }

  // Writes frame f of a cloud as x, y, z into a Float32Array.
  function place(cloud, f, into) {
    const n = cloud.points;
    for (let axis = 0; axis < 3; axis++) {
      const from = (3 * f + axis) * n;
      for (let i = 0; i < n; i++) {
        into[3 * i + axis] = cloud.centre[axis] + cloud.quantum * cloud.whole[from + i];
      }
    }
  }

  function cloudObject(cloud, half) {
    const geometry = new THREE.BufferGeometry();
    for (const name of ["position", "next"]) {
      geometry.setAttribute(name, new THREE.BufferAttribute(new Float32Array(3 * cloud.points), 3));
      place(cloud, cloud.frames - 1, geometry.attributes[name].array);
    }
    const uniforms = {
      blend: { value: 0 }, size: { value: 8 }, half_: { value: half },
      colour: { value: new THREE.Color() }, paper: { value: new THREE.Color() },
    };
    const material = new THREE.ShaderMaterial({
      uniforms, vertexShader: VERTEX, fragmentShader: FRAGMENT,
    });
    const object = new THREE.Points(geometry, material);
    object.frustumCulled = false;
    return object;
  }

  // The frame before a moment (0 to 1) of the training, and the share of the way to the next frame.
  function frameAt(steps, moment) {
    const step = moment * steps[steps.length - 1];
    let f = 0;
    while (f < steps.length - 2 && steps[f + 1] <= step) f++;
    if (steps.length < 2) return [0, 0];
    const share = (step - steps[f]) / (steps[f + 1] - steps[f] || 1);
    return [f, Math.min(Math.max(share, 0), 1)];
  }

  class Viewer {
    constructor(root, scene) {
      this.root = root;
      this.scene = scene;
      this.stage = root.querySelector(".stage");
      this.replicates = new Map(); // by name
      this.shown = [];
      this.moment = 1;
      this.findControls();
      this.renderer = new THREE.WebGLRenderer({ antialias: true, preserveDrawingBuffer: true });
      this.renderer.setPixelRatio(Math.min(devicePixelRatio, 2));
      this.renderer.outputColorSpace = "srgb-linear"; // show colours as they are given
      this.renderer.setScissorTest(true);
      this.canvas = this.renderer.domElement;
      this.canvas.setAttribute("aria-hidden", "true");
      this.stage.prepend(this.canvas);
      const centre = new THREE.Vector3(...scene.centre);
      this.camera = new THREE.PerspectiveCamera(28, 1, 0.1 * scene.half, 60 * scene.half);
      this.orbit = new THREE.OrbitControls(this.camera, this.stage);
      this.orbit.target.copy(centre);
      this.orbit.enablePan = false;
      this.orbit.enableZoom = false; // until it has the focus, the wheel scrolls the page
      this.orbit.minDistance = 1.2 * scene.half;
      this.orbit.maxDistance = 20 * scene.half;
      this.stage.style.touchAction = "pan-y"; // a finger moving up scrolls the page
      this.orbit.addEventListener("change", () => this.draw());
      this.home();
      this.listen();
      this.paint();
    }

    findControls() {
      const find = (name) => this.root.querySelector(`[data-control=${name}]`);
      this.slider = find("moment");
      this.told = find("told");
      this.buttons = { play: find("play"), spin: find("spin"), home: find("home"), save: find("save") };
      this.size = find("size");
      this.truthBox = find("truth");
      this.structureBox = find("structure");
      this.mirrorBox = find("mirror");
    }

    home() {
      const far = 5 * this.scene.half;
      const turn = new THREE.Spherical(far, 1.326, -0.419);
      this.camera.position.setFromSpherical(turn).add(this.orbit.target);
      this.orbit.update();
    }

    turn(theta, phi, zoom) {
      const offset = this.camera.position.clone().sub(this.orbit.target);
      const s = new THREE.Spherical().setFromVector3(offset);
      s.theta += theta;
      s.phi = Math.min(Math.max(s.phi + phi, 0.01), Math.PI - 0.01);
      s.radius = Math.min(Math.max(s.radius * zoom, this.orbit.minDistance), this.orbit.maxDistance);
      this.camera.position.setFromSpherical(s).add(this.orbit.target);
      this.orbit.update();
      this.draw();
    }

    listen() {
      const keys = {
        ArrowLeft: [-0.12, 0, 1], ArrowRight: [0.12, 0, 1], ArrowUp: [0, -0.12, 1],
        ArrowDown: [0, 0.12, 1], "+": [0, 0, 0.9], "=": [0, 0, 0.9], "-": [0, 0, 1.1],
      };
      this.stage.addEventListener("keydown", (event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        if (keys[event.key]) this.turn(...keys[event.key]);
        else if (event.key === "Home") this.home();
        else if (event.key === "," || event.key === ".") {
          this.seek(this.moment + (event.key === "." ? 1 : -1) / MOMENTS);
        } else return;
        event.preventDefault();
      });
      this.stage.addEventListener("focus", () => { this.orbit.enableZoom = true; });
      this.stage.addEventListener("blur", () => { this.orbit.enableZoom = false; });
      this.stage.addEventListener("pointerdown", () => this.stage.focus({ preventScroll: true }));
      this.slider?.addEventListener("input", () => this.seek(this.slider.value / MOMENTS));
      this.size.addEventListener("input", () => this.draw());
      for (const box of [this.truthBox, this.structureBox, this.mirrorBox]) {
        box?.addEventListener("change", () => this.draw());
      }
      this.buttons.home.addEventListener("click", () => this.home());
      this.buttons.save.addEventListener("click", () => this.save());
      for (const name of ["play", "spin"]) {
        this.buttons[name]?.addEventListener("click", () => this.toggle(name));
      }
      new ResizeObserver(() => this.draw()).observe(this.stage);
      matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.paint());
    }

    // The colours of the style sheet, light or dark.
    paint() {
      const style = getComputedStyle(this.root);
      const colour = (name) => {
        const c = new THREE.Color();
        const [r, g, b] = style.getPropertyValue(name).trim().match(/[0-9a-f]{2}/gi);
        return c.setRGB(parseInt(r, 16) / 255, parseInt(g, 16) / 255, parseInt(b, 16) / 255, "srgb-linear");
      };
      this.colours = { truth: colour("--truth"), structure: colour("--structure"),
        paper: colour("--panel"), ink: colour("--ink") };
      this.renderer.setClearColor(this.colours.paper);
      for (const shown of this.replicates.values()) this.colourScene(shown);
      this.draw();
    }

    colourScene({ truth, structure, lines }) {
      for (const [object, colour] of [[truth, "truth"], [structure, "structure"]]) {
        object?.material.uniforms.colour.value.copy(this.colours[colour]);
        object?.material.uniforms.paper.value.copy(this.colours.paper);
      }
      for (const line of lines) line.material.color.copy(this.colours.truth);
    }

    async replicate(name) {
      if (this.replicates.has(name)) return this.replicates.get(name);
      const about = this.scene.replicates.find((one) => one.name === name);
      if (about.src) await script(about.src);
      const cloud = await unpack(about.cloud ?? packed.get(name));
      if (this.scene.truth && !this.truth) this.truth = await unpack(this.scene.truth);
      if (this.replicates.has(name)) return this.replicates.get(name); // asked for twice
      const structure = cloudObject(cloud, this.scene.half);
      const truth = this.truth ? cloudObject(this.truth, this.scene.half) : null;
      const lines = this.scene.lines.map((line) => {
        const points = line.map((p) => new THREE.Vector3(...p));
        return new THREE.Line(
          new THREE.BufferGeometry().setFromPoints(points), new THREE.LineBasicMaterial());
      });
      const whole = new THREE.Scene();
      whole.add(structure, ...(truth ? [truth] : []), ...lines);
      const replicate = { about, cloud, structure, truth, lines, whole, frame: -1 };
      this.colourScene(replicate);
      this.replicates.set(name, replicate);
      return replicate;
    }

    // Shows these replicates side by side.
    async show(names) {
      this.wanted = names.join();
      this.stage.setAttribute("aria-busy", "true");
      const shown = await Promise.all(names.map((name) => this.replicate(name)));
      if (this.wanted !== names.join()) return; // others were chosen meanwhile
      this.shown = shown;
      for (const label of this.stage.querySelectorAll(".name")) label.remove();
      this.labels = shown.map(({ about }) => {
        const label = document.createElement("span");
        label.className = "name";
        label.textContent = shown.length > 1 ? about.label : "";
        this.stage.append(label);
        return label;
      });
      this.stage.removeAttribute("aria-busy");
      this.seek(this.moment);
    }

    seek(moment) {
      this.moment = Math.min(Math.max(moment, 0), 1);
      for (const one of this.shown) {
        const [f, share] = frameAt(one.cloud.steps, this.moment);
        const { attributes } = one.structure.geometry;
        if (f !== one.frame) {
          place(one.cloud, f, attributes.position.array);
          place(one.cloud, Math.min(f + 1, one.cloud.frames - 1), attributes.next.array);
          attributes.position.needsUpdate = attributes.next.needsUpdate = true;
          one.frame = f;
        }
        one.structure.material.uniforms.blend.value = share;
      }
      this.tell();
      this.draw();
    }

    tell() {
      const first = this.shown[0];
      if (!first || !this.slider) return;
      const [f, share] = frameAt(first.cloud.steps, this.moment);
      const at = Math.min(share < 0.5 ? f : f + 1, first.cloud.frames - 1);
      const text = `step ${Math.round(this.moment * first.cloud.steps[first.cloud.frames - 1])}, `
        + first.cloud.notes[at];
      this.slider.value = Math.round(this.moment * MOMENTS);
      this.slider.setAttribute("aria-valuetext", text);
      this.told.textContent = this.moment === 1 ? `finished, ${text}` : text;
      this.root.dispatchEvent(new CustomEvent("moment", { detail: this.moment, bubbles: true }));
    }

    toggle(name, on = this.buttons[name].getAttribute("aria-pressed") !== "true") {
      this.buttons[name].setAttribute("aria-pressed", on);
      if (name === "play" && on && this.moment === 1) this.seek(0);
      if (on && !this.running) {
        this.running = true;
        this.last = performance.now();
        requestAnimationFrame((now) => this.tick(now));
      }
    }

    tick(now) {
      const pressed = (name) => this.buttons[name]?.getAttribute("aria-pressed") === "true";
      const seconds = Math.min((now - this.last) / 1000, 0.1);
      this.last = now;
      if (pressed("spin")) this.turn(0.5 * seconds, 0, 1);
      if (pressed("play")) {
        this.seek(this.moment + seconds / SECONDS);
        if (this.moment === 1) this.toggle("play", false);
      }
      this.running = pressed("spin") || pressed("play");
      if (this.running) requestAnimationFrame((next) => this.tick(next));
    }

    draw() {
      if (this.drawing) return;
      this.drawing = true;
      requestAnimationFrame(() => { this.drawing = false; this.render(); });
    }

    render() {
      const { clientWidth: width, clientHeight: height } = this.stage;
      const n = this.shown.length;
      if (!n || !width || !height) return;
      const old = this.canvas.style.width + this.canvas.style.height;
      if (old !== `${width}px${height}px`) this.renderer.setSize(width, height);
      let columns = 1; // as near to square as the panels can be
      while (columns < n && width / columns > height / Math.ceil(n / columns)) columns++;
      const rows = Math.ceil(n / columns), w = width / columns, h = height / rows;
      this.camera.aspect = w / h;
      this.camera.fov = 28 * Math.max(1, 0.95 * h / w);
      this.camera.updateProjectionMatrix();
      this.renderer.setScissor(0, 0, width, height);
      this.renderer.clear();
      this.shown.forEach((one, i) => {
        const x = (i % columns) * w, y = Math.floor(i / columns) * h;
        const around = [x, height - y - h, w, h];
        this.renderer.setViewport(...around);
        this.renderer.setScissor(...around);
        this.labels[i].style.transform = `translate(${x + 10}px, ${y + 8}px)`;
        for (const [cloud, box] of [[one.truth, this.truthBox], [one.structure, this.structureBox]]) {
          if (!cloud) continue;
          cloud.visible = !box || box.checked;
          const count = cloud.geometry.attributes.position.count;
          const sparse = Math.min(Math.max((350 / count) ** 0.4, 0.35), 1.7);
          cloud.material.uniforms.size.value = this.renderer.getPixelRatio()
            * Math.min(w, h) / 55 * sparse * this.size.value;
        }
        const sign = this.mirrorBox?.checked ? -1 : 1;
        for (const object of [one.structure, ...one.lines]) {
          object.scale.x = sign;
          object.position.x = (1 - sign) * this.scene.centre[0];
        }
        this.renderer.render(one.whole, this.camera);
      });
      this.bar(h);
    }

    // Gives the scale bar its length at the distance of the centre.
    bar(height) {
      const line = this.stage.querySelector(".bar");
      const far = this.camera.position.distanceTo(this.orbit.target);
      const seen = 2 * far * Math.tan(this.camera.fov * Math.PI / 360);
      if (line) line.style.setProperty("--length", `${this.scene.bar / seen * height}px`);
    }

    save() {
      this.render();
      this.canvas.toBlob((blob) => {
        const link = document.createElement("a");
        link.href = URL.createObjectURL(blob);
        link.download = `${document.title.split(":")[0].trim()}.png`;
        link.click();
        URL.revokeObjectURL(link.href);
      });
    }
  }

  const packed = new Map(); // by replicate; each replicate's script adds its own
  const scripts = new Map();

  function script(src) {
    if (!scripts.has(src)) {
      scripts.set(src, new Promise((resolve, reject) => {
        const element = document.createElement("script");
        Object.assign(element, { src, onload: resolve });
        element.onerror = () => reject(new Error(`${src} cannot be read`));
        document.head.append(element);
      }));
    }
    return scripts.get(src);
  }

  // Opens the page's viewer. Where there is no WebGL, the still pictures stay.
  async function open() {
    const root = document.querySelector(".viewer");
    if (!root) return;
    const scene = JSON.parse(document.getElementById("scene").textContent);
    const chosen = () => {
      const one = root.querySelector("[name=replicate]:checked")?.value ?? scene.replicates[0].name;
      return one === "all" ? scene.replicates.map((r) => r.name) : [one];
    };
    const follow = () => {
      const one = chosen().length === 1 ? chosen()[0] : scene.replicates[0].name;
      for (const part of document.querySelectorAll("[data-replicate]")) {
        part.hidden = part.dataset.replicate !== one;
      }
    };
    const choose = (show) => {
      for (const input of root.querySelectorAll("[name=replicate]")) {
        input.addEventListener("change", () => { follow(); show(); });
      }
      follow();
    };
    try {
      viewer.view = new Viewer(root, scene);
      const show = () => viewer.view.show(chosen()).catch((fault) => report(root, fault));
      choose(show);
      await show();
      root.classList.add("live");
      const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
      if (scene.spin && !still) viewer.view.toggle("spin", true);
    } catch (fault) {
      choose(() => {});
      report(root, fault);
    }
  }

  function report(root, fault) {
    const place = root.querySelector(".fault");
    place.hidden = false;
    place.textContent = `The 3D view cannot be shown here (${fault.message}). `
      + "It needs WebGL; the pictures show the finished structure.";
  }

  addEventListener("moment", ({ detail }) => {
    for (const cursor of document.querySelectorAll(".cursor")) {
      cursor.style.transform = `translateX(${(detail - 1) * cursor.dataset.length}px)`;
    }
  });
  addEventListener("DOMContentLoaded", open);

  return { add: (name, cloud) => packed.set(name, cloud) };
})();
