// Photos before they travel: made smaller one after the other, gathered over several picks, shown
// with a button to take each out again. Where a step fails, the photo goes as it is.
window.linliPhotos = (function () {
  const LARGE = 700000, SIDE = 1600;
  const made = new WeakMap(), picked = new WeakMap(), shown = new WeakMap();
  let last = Promise.resolve();

  function smaller(file) {
    if (file.size < LARGE) return Promise.resolve(file);
    if (!made.has(file)) {
      last = last.then(() => shrink(file)).catch(() => file);
      made.set(file, last);
    }
    return made.get(file);
  }

  async function shrink(file) {
    const image = new Image();
    image.src = URL.createObjectURL(file);
    try {
      await image.decode();
      const scale = Math.min(1, SIDE / Math.max(image.naturalWidth, image.naturalHeight));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(image.naturalWidth * scale);
      canvas.height = Math.round(image.naturalHeight * scale);
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.82));
      if (!blob || blob.size >= file.size) return file;
      const small = new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
      made.set(small, Promise.resolve(small));
      return small;
    } finally {
      URL.revokeObjectURL(image.src);
    }
  }

  // A browser that lets no script fill an input has its files kept beside it: `of` knows them.
  function put(input, files) {
    picked.set(input, files);
    try {
      const box = new DataTransfer();
      files.forEach((file) => box.items.add(file));
      input.files = box.files;
    } catch (error) { /* `picked` has them */ }
    show(input);
  }

  function show(input) {
    if (!input.dataset.remove) return;
    const list = shown.get(input) || document.createElement("ul");
    list.querySelectorAll("img").forEach((image) => URL.revokeObjectURL(image.src));
    list.className = "kept";
    list.replaceChildren();
    files(input).forEach((file) => list.append(item(input, file)));
    if (!shown.has(input)) input.after(list);
    shown.set(input, list);
  }

  function item(input, file) {
    const line = document.createElement("li"), image = new Image(), button = document.createElement("button");
    image.src = URL.createObjectURL(file);
    image.alt = file.name;
    button.type = "button";
    button.className = "button plain";
    button.textContent = input.dataset.remove;
    button.addEventListener("click", function () {
      put(input, files(input).filter((other) => other !== file));
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.focus();
    });
    line.append(image, button);
    return line;
  }

  function files(input) {
    return picked.get(input) || Array.from(input.files);
  }

  const same = (one, two) => one.name === two.name && one.size === two.size && one.lastModified === two.lastModified;

  // Before any other listener: a camera gives one photo at a time, and each is added to those before.
  document.addEventListener("change", function (event) {
    const input = event.target;
    if (!input.matches("input[type=file][data-photo]")) return;
    const before = input.multiple ? picked.get(input) || [] : [], now = Array.from(input.files);
    const all = before.concat(now.filter((file) => !before.some((other) => same(file, other))));
    put(input, all);
    Promise.all(all.map(smaller)).then(function (small) {
      if (picked.get(input) === all && small.some((file, at) => file !== all[at])) put(input, small);
    });
  }, true);

  document.addEventListener("reset", function (event) {
    event.target.querySelectorAll("input[type=file][data-photo]").forEach((input) => put(input, []));
  });

  return { put, of: (input) => Promise.all(files(input).map(smaller)) };
})();
