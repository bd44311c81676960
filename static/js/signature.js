// A pad to sign on, above a file input with data-sign: what is drawn becomes its picture. Where a
// browser lets no script fill an input, the input stays alone.
(function () {
  const WIDTH = 900, HEIGHT = 420, MARGIN = 24, LEAST = 80;

  function begin(input) {
    const words = input.dataset, pad = element("div", "pad"), canvas = element("canvas");
    const brush = canvas.getContext("2d"), said = element("p", "soft"), buttons = element("div", "row");
    let strokes = [], stroke = null;
    canvas.width = WIDTH;
    canvas.height = HEIGHT;
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", words.sign);
    said.setAttribute("role", "status");
    said.textContent = words.sign;
    clear();

    function clear() {
      strokes = [];
      stroke = null;
      brush.fillStyle = "#fff";
      brush.fillRect(0, 0, WIDTH, HEIGHT);
      Object.assign(brush, { lineWidth: 7, lineCap: "round", lineJoin: "round", strokeStyle: "#10162a" });
    }

    function at(event) {
      const box = canvas.getBoundingClientRect();
      return [(event.clientX - box.left - 2) * WIDTH / (box.width - 4),
        (event.clientY - box.top - 2) * HEIGHT / (box.height - 4)];
    }

    // From the middle of one step to the middle of the next: a curve without corners.
    function draw(event) {
      const [x, y] = at(event), [lastX, lastY, fromX, fromY] = stroke[stroke.length - 1];
      const toX = (lastX + x) / 2, toY = (lastY + y) / 2;
      brush.beginPath();
      brush.moveTo(fromX, fromY);
      brush.quadraticCurveTo(lastX, lastY, toX, toY);
      brush.stroke();
      stroke.push([x, y, toX, toY]);
    }

    canvas.addEventListener("pointerdown", function (event) {
      if (stroke || event.button) return;
      event.preventDefault();
      canvas.setPointerCapture(event.pointerId);
      const [x, y] = at(event);
      strokes.push(stroke = [[x, y, x, y]]);
      stroke.pointer = event.pointerId;
      draw(event);
      changed("");
    });
    canvas.addEventListener("pointermove", function (event) {
      if (!stroke || stroke.pointer !== event.pointerId) return;
      const steps = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
      (steps.length ? steps : [event]).forEach(draw);
    });
    ["pointerup", "pointercancel", "lostpointercapture"].forEach((name) => canvas.addEventListener(name, function (event) {
      if (stroke && stroke.pointer === event.pointerId) stroke = null;
    }));

    function changed(text) {
      pad.classList.toggle("on", text === words.used);
      said.textContent = text || words.sign;
    }

    // Only where ink is, with a margin, on white: a server makes of what is clear a black ground.
    function picture() {
      const points = strokes.flat(), xs = points.map((point) => point[0]), ys = points.map((point) => point[1]);
      if (Math.max(...xs) - Math.min(...xs) + Math.max(...ys) - Math.min(...ys) < LEAST || !points.length) return null;
      const left = Math.max(0, Math.min(...xs) - MARGIN), top = Math.max(0, Math.min(...ys) - MARGIN);
      const cut = element("canvas");
      cut.width = Math.min(WIDTH, Math.max(...xs) + MARGIN) - left;
      cut.height = Math.min(HEIGHT, Math.max(...ys) + MARGIN) - top;
      cut.getContext("2d").drawImage(canvas, -left, -top);
      const bytes = atob(cut.toDataURL("image/png").split(",")[1]);
      return new File([Uint8Array.from(bytes, (byte) => byte.charCodeAt(0))], "signature.png", { type: "image/png" });
    }

    function fill(file) {
      const box = new DataTransfer();
      if (file) box.items.add(file);
      input.files = box.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }

    function use() {
      const file = picture();
      if (file) {
        fill(file);
        changed(words.used);
      } else said.textContent = words.empty;
    }

    function press(label, kind, action) {
      const button = element("button", "button" + kind);
      button.type = "button";
      button.textContent = label;
      button.addEventListener("click", action);
      buttons.append(button);
    }
    press(words.again, " plain", function () {
      const ours = pad.classList.contains("on");
      clear();
      if (ours) fill(null);
      changed("");
    });
    press(words.use, "", use);
    input.addEventListener("change", function (event) {
      if (!event.isTrusted) return;  // somebody chose a photo instead
      clear();
      changed("");
    });
    // Whoever signed and forgot the button has signed too.
    input.form.addEventListener("submit", function () {
      if (!input.files.length) use();
    });
    input.form.addEventListener("reset", function () {
      clear();
      changed("");
    });
    const other = element("span", "hint");
    other.textContent = words.file;
    pad.append(said, canvas, buttons);
    input.before(pad, other);
  }

  function element(name, kind) {
    const made = document.createElement(name);
    if (kind) made.className = kind;
    return made;
  }

  try {
    new DataTransfer();
  } catch (error) {
    return;
  }
  document.querySelectorAll("input[type=file][data-sign]").forEach(begin);
})();
