// Forms with data-outbox, for a stairwell without a signal: what is written and picked stays on this
// phone until it is sent; what is sent goes into a waiting list first, and leaves it once the site
// has answered. The form's nonce lets the site do a repeat only once. See docs/toolkit.md.
(function () {
  const box = document.getElementById("outbox");
  if (!box || !window.indexedDB || !window.linliPhotos) return;
  const TOLD = "linli-outbox", PATIENCE = 60000, TURN = 300000, DAYS_KEPT = 30, person = box.dataset.person, words = box.dataset;
  const pages = new Map();  // nonce → its form, where it stands on this page
  let db, token = words.token, tries = 0, timer = 0, running = false, answered = false, sending = "", signedOut = false, pressed = null;
  let restored = null, saving = 0, unsaved = null, packing = null, drawn = 0;

  // The store on the phone
  function open() {
    return new Promise(function (resolve, reject) {
      const asked = indexedDB.open("linli-outbox", 1);
      asked.onupgradeneeded = function () {
        for (const name of ["drafts", "entries", "lease"]) asked.result.createObjectStore(name);
      };
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
  }

  // One transaction on one store; gives what its request found.
  function store(name, mode, work) {
    return new Promise(function (resolve, reject) {
      const whole = db.transaction(name, mode), asked = work(whole.objectStore(name));
      whole.oncomplete = () => resolve(asked && asked.result);
      whole.onabort = whole.onerror = () => reject(whole.error);
    });
  }
  const read = (name, key) => store(name, "readonly", (rows) => rows.get(key));
  const write = (name, key, value) => store(name, "readwrite", (rows) => rows.put(value, key));
  const erase = (name, key) => store(name, "readwrite", (rows) => rows.delete(key));
  const entries = async () => (await store("entries", "readonly", (rows) => rows.getAll()))
    .filter((entry) => entry.person === person).sort((one, two) => one.at - two.at);

  function sweep() {
    const old = Date.now() - DAYS_KEPT * 86400000;
    return Promise.all(["drafts", "entries"].map((name) => store(name, "readwrite", function (rows) {
      rows.openCursor().onsuccess = function (event) {
        const row = event.target.result;
        if (!row) return;
        const done = row.value.state === "sent" && row.value.shown;
        // What was handed in and has not arrived stays until its person throws it away.
        if (done || (name === "drafts" && row.value.at < old)) row.delete();
        row.continue();
      };
    })));
  }

  // What a form holds
  function addressAt(href) {
    const url = new URL(href, document.baseURI);
    return url.pathname + url.search;
  }
  const addressOf = (form) => addressAt(form.getAttribute("action") || location.href);
  const draftKey = (url) => person + " " + url;
  const ours = (form) => form.matches("form[data-outbox][method=post]") && form.querySelector("[name=nonce]");
  const inputs = (form) => Array.from(form.querySelectorAll("input[type=file][name]"));

  function fieldsOf(form) {
    return Array.from(new FormData(form)).filter(([name, value]) =>
      typeof value === "string" && name !== "csrf_token" && !form.querySelector(`[type=password][name="${name}"]`));
  }

  // Copies, since a phone may take a camera's own file away.
  async function filesOf(form) {
    const found = [];
    for (const input of inputs(form)) {
      for (const file of await linliPhotos.of(input)) {
        found.push([input.name, new Blob([await file.arrayBuffer()], { type: file.type }), file.name]);
      }
    }
    return found;
  }

  // Drafts: kept while typing, put back when the page is opened again
  async function keepDraft(form) {
    const key = draftKey(addressOf(form)), fields = fieldsOf(form), at = Date.now();
    await write("drafts", key, { at, fields });
    const files = await filesOf(form);
    if (!form.dataset.gone) await write("drafts", key + " files", { at, files });
    if (unsaved !== form) form.dataset.kept = "1";
  }

  const dropDraft = (url) => Promise.all([erase("drafts", draftKey(url)), erase("drafts", draftKey(url) + " files")]);

  async function restore(form) {
    const key = draftKey(addressOf(form)), draft = await read("drafts", key), photos = await read("drafts", key + " files");
    if (!draft) return;
    const left = draft.fields.slice();
    for (const control of form.elements) fill(control, left);
    for (const [name, value] of left) if (name.endsWith("_kept")) carry(form, name, value);
    for (const input of inputs(form)) {
      const files = ((photos && photos.files) || []).filter(([name]) => name === input.name)
        .map(([, blob, name]) => new File([blob], name, { type: blob.type }));
      if (files.length) linliPhotos.put(input, files);
    }
    restored = form;
  }

  // Each value is used once: two lines of the same name get their own. Of what is hidden only the
  // version comes back, so that a record that changed meanwhile is noticed.
  function fill(control, left) {
    const kind = control.type, at = left.findIndex(([name, value]) =>
      name === control.name && (!/^(checkbox|radio)$/.test(kind) || value === control.value));
    if (!control.name || /^(file|submit|button)$/.test(kind) || (kind === "hidden" && control.name !== "version")) return;
    if (kind === "checkbox" || kind === "radio") control.checked = at >= 0;
    else if (kind === "select-multiple") {
      for (const option of control.options) option.selected = left.some(([name, value]) => name === control.name && value === option.value);
    } else if (at >= 0) {
      control.value = left[at][1];
      left.splice(at, 1);
    }
  }

  // A photo that the site received already, by its signed reference.
  function carry(form, name, value) {
    if (Array.from(form.elements).some((control) => control.name === name && control.value === value)) return;
    const hidden = document.createElement("input");
    hidden.type = "hidden";
    hidden.name = name;
    hidden.value = value;
    form.append(hidden);
  }

  function touched(event) {
    const form = event.target.form;
    if (!db || !form || !ours(form) || form.dataset.gone) return;
    window.clearTimeout(saving);
    saving = window.setTimeout(saveNow, 300);
    unsaved = form;
    delete form.dataset.kept;
  }

  function saveNow() {
    const form = unsaved;
    unsaved = null;
    if (form && !form.dataset.gone) keepDraft(form).catch(() => {});
  }

  // Sending
  async function keepEntry(form, button) {
    const fields = fieldsOf(form);
    if (button && button.name) fields.push([button.name, button.value]);
    const nonce = form.querySelector("[name=nonce]").value, url = addressOf(form);
    form.dataset.gone = "1";
    form.hidden = true;
    const summary = document.getElementById("summary");
    if (summary) summary.hidden = true;  // what was wrong before is no longer
    packing = { nonce, words: form.dataset.outbox, state: "waiting" };
    sending = nonce;
    await draw();
    box.scrollIntoView();
    await write("entries", nonce, {
      nonce, person, url, fields, files: await filesOf(form), page: location.pathname + location.search,
      words: form.dataset.outbox, at: Date.now(), state: "waiting" });
    pages.set(nonce, form);
    packing = null;
    await dropDraft(url);
  }

  // The site's answer, or null where none came: nothing moved for a minute, or the network failed.
  function send(entry) {
    const body = new FormData(), asked = new XMLHttpRequest();
    body.append("csrf_token", token);
    for (const [name, value] of entry.fields) body.append(name, value);
    for (const [name, blob, called] of entry.files) body.append(name, blob, called);
    return new Promise(function (resolve) {
      let clock = window.setTimeout(() => asked.abort(), PATIENCE);
      asked.upload.onprogress = asked.onprogress = function () {
        window.clearTimeout(clock);
        clock = window.setTimeout(() => asked.abort(), PATIENCE);
      };
      asked.onloadend = function () {
        window.clearTimeout(clock);
        resolve(asked.status ? asked : null);
      };
      asked.open("POST", entry.url);
      asked.setRequestHeader("HX-Request", "true");  // the site names the next page, and keeps its message for it
      asked.setRequestHeader("Outbox-Person", person);
      asked.send(body);
    });
  }

  function nextOf(answer, entry) {
    const moved = answer.responseURL && addressAt(answer.responseURL) !== entry.url;
    return answer.getResponseHeader("HX-Location") || (answer.status === 200 && moved ? answer.responseURL : "");
  }

  // Whether it makes sense to send the next one.
  async function deliver(entry, again) {
    sending = entry.nonce;
    await draw();
    const answer = await send(entry);
    sending = "";
    signedOut = Boolean(answer) && answer.status === 401;
    if (!answer || signedOut) return false;
    const next = nextOf(answer, entry);
    if (answer.status < 500) tries = 0;
    if (next) await arrived(entry, next);
    else if (answer.status >= 400 && answer.status < 500 && ![408, 429].includes(answer.status)) {
      const page = new DOMParser().parseFromString(answer.responseText, "text/html"), theirs = page.getElementById("outbox");
      if (theirs && theirs.dataset.person === person) token = theirs.dataset.token;
      if (!again && page.querySelector("[data-token-refused]")) return deliver(entry, true);
      await refused(entry, page);
    }
    answered = true;
    return true;
  }

  async function arrived(entry, next) {
    await write("entries", entry.nonce, { nonce: entry.nonce, person, words: entry.words, at: entry.at, state: "sent", next });
  }

  async function refused(entry, page) {
    const form = pages.get(entry.nonce);
    const theirs = Array.from(page.querySelectorAll("form[data-outbox]")).some((other) => addressOf(other) === entry.url);
    if (form && form.isConnected && theirs) {
      await putBack(entry);
      pages.delete(entry.nonce);
      show(page);
    } else {
      await write("entries", entry.nonce, { ...entry, state: "failed", reason: reasonOf(page) });
      if (form) release(form);
      pages.delete(entry.nonce);
    }
  }

  // The answer in place of the form, as if the browser had sent it.
  function show(page) {
    const main = document.getElementById("main");
    for (const child of Array.from(main.childNodes)) if (child !== box) child.remove();
    for (const child of Array.from(page.getElementById("main").childNodes)) if (child.id !== "outbox") main.append(document.adoptNode(child));
    document.title = page.title;
    if (window.htmx) window.htmx.process(main);
    const summary = document.getElementById("summary");
    if (summary) summary.focus();
  }

  function reasonOf(page) {
    const faults = Array.from(page.querySelectorAll("#summary li, #summary h2"));
    const lines = faults.filter((line) => line.matches("li")).length ? faults.filter((line) => line.matches("li")) : faults;
    const whole = lines.length ? lines : Array.from(page.querySelectorAll("main h1, main h1 + p"));
    return whole.map((line) => line.textContent.trim()).filter(Boolean).join("；").slice(0, 300);
  }

  async function putBack(entry) {
    const at = Date.now(), key = draftKey(entry.url);
    await write("drafts", key, { at, fields: entry.fields });
    await write("drafts", key + " files", { at, files: entry.files });
    await erase("entries", entry.nonce);
  }

  function release(form) {
    form.hidden = false;
    delete form.dataset.gone;
    box.scrollIntoView();
  }

  // One tab of this phone sends at a time: by the browser's locks, else by a note that expires.
  function alone(work) {
    if (navigator.locks) return navigator.locks.request("linli-outbox", work);
    return borrow().then((mine) => mine && work().finally(() => erase("lease", "turn")));
  }

  const me = Math.random().toString(36);
  async function borrow() {
    let mine = false;
    await store("lease", "readwrite", function (rows) {
      rows.get("turn").onsuccess = function (event) {
        const held = event.target.result;
        mine = !held || held.by === me || held.until < Date.now();
        if (mine) rows.put({ by: me, until: Date.now() + TURN }, "turn");
      };
    });
    return mine;
  }

  async function sendAll() {
    const waiting = (await entries()).filter((entry) => entry.state === "waiting");
    waiting.sort((one, two) => pages.has(two.nonce) - pages.has(one.nonce));
    for (const { nonce } of waiting) {
      if (!navigator.locks && !await borrow()) return;
      const entry = await read("entries", nonce);
      if (entry && entry.state === "waiting" && !await deliver(entry)) return;
    }
  }

  async function drain() {
    if (running) return;
    running = true;
    window.clearTimeout(timer);
    try {
      if (navigator.onLine !== false) await alone(sendAll);
    } finally {
      running = false;
      sending = "";
    }
    await goOn();
    const left = (await entries()).filter((entry) => entry.state === "waiting");
    if (left.length) timer = window.setTimeout(drain, Math.min(300000, 5000 * 2 ** tries++));
    await draw();
    if (answered) localStorage.setItem(TOLD, Date.now());  // once it stands here: another tab may take it away
    answered = false;
  }

  // A form of this page that was sent, here or in another tab, leads to its next page.
  async function goOn() {
    for (const nonce of pages.keys()) {
      const entry = await read("entries", nonce);
      if (entry && entry.state !== "sent") continue;
      pages.delete(nonce);
      await erase("entries", nonce);
      location.assign(entry ? entry.next : location.href);
    }
  }

  // What the reader sees
  const make = (tag, name, text) => Object.assign(document.createElement(tag), { className: name, textContent: text });

  function button(text, work) {
    const made = make("button", "button plain", text);
    made.type = "button";
    made.addEventListener("click", work);
    return made;
  }

  function link(text, href) {
    return Object.assign(make("a", "button plain", text), { href });
  }

  function card(entry) {
    const made = make("div", "card mine " + { waiting: "soon", failed: "late", sent: "" }[entry.state], "");
    const photos = (entry.files || []).length, row = make("p", "row", ""), title = make("b", "", entry.words);
    if (entry.state === "sent") {
      made.append(title, make("span", "", words.sent));
      row.append(link(words.look, entry.next));
    } else if (entry.state === "failed") {
      made.append(title, make("span", "", words.failed + "：" + entry.reason));
      row.append(button(words.open, () => putBack(entry).then(() => location.assign(entry.page))), button(words.drop, () => drop(entry)));
    } else if (sending === entry.nonce) made.append(title, make("span", "", words.sending));
    else {
      made.append(title, make("span", "", signedOut ? words.signIn : words.waiting));
      row.append(signedOut ? link(words.signInLabel, words.signInUrl + encodeURIComponent(location.pathname)) : button(words.retry, retry));
    }
    if (photos) title.append(" ", make("span", "soft", words.photos.replace("#", photos)));
    if (row.childNodes.length) made.append(row);
    return made;
  }

  function drop(entry) {
    if (window.confirm(words.sure)) erase("entries", entry.nonce).then(draw);
  }

  function retry() {
    tries = 0;
    drain();
  }

  function startAfresh() {
    const form = restored;
    restored = null;
    dropDraft(addressOf(form)).then(() => location.reload());
    form.dataset.gone = "1";
  }

  async function draw() {
    const list = make("div", "stack", ""), turn = ++drawn, kept = await entries();
    if (turn !== drawn) return;  // a later one is on its way
    for (const entry of packing ? [packing, ...kept.filter((other) => other.nonce !== packing.nonce)] : kept) {
      list.append(card(entry));
      if (entry.state === "sent" && !entry.shown) write("entries", entry.nonce, { ...entry, shown: true });
    }
    if (restored && !restored.dataset.gone) {
      const note = make("div", "card", "");
      note.append(make("span", "", words.restored), button(words.afresh, startAfresh));
      list.append(note);
    }
    box.replaceChildren(list);
    box.hidden = !list.childNodes.length;
  }

  // Before htmx and the guard against a second tap: this form is ours.
  document.addEventListener("submit", function (event) {
    const form = event.target, by = event.submitter || (pressed && pressed.form === form ? pressed : null);
    if (!db || !ours(form) || (by && by.hasAttribute("formaction"))) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (form.dataset.gone) return;
    keepEntry(form, by).then(function () {
      tries = 0;
      return drain();
    }, () => HTMLFormElement.prototype.submit.call(form));  // no room on the phone: as without a script
  }, true);
  document.addEventListener("click", (event) => { pressed = event.target.closest("button,input[type=submit]"); }, true);
  document.addEventListener("input", touched);
  document.addEventListener("change", touched);
  window.addEventListener("online", retry);
  window.addEventListener("storage", (event) => { if (event.key === TOLD) goOn().then(draw); });  // another tab has an answer
  window.addEventListener("pagehide", saveNow);
  document.addEventListener("visibilitychange", saveNow);
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  open().then(async function (opened) {
    db = opened;
    await sweep();
    if (!document.getElementById("summary")) {
      for (const form of document.querySelectorAll("form[data-outbox]")) if (ours(form)) await restore(form);
    }
    await draw();
    await drain();
  }).catch(() => { db = null; });
})();
