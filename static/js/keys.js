// Keys of the desk, on top of pages that work without them: / searches, j and k move through rows and
// cards, Enter opens (the link of a row has the focus), p prints, ? tells. Never while somebody types.
(function () {
  var box = document.getElementById("keys"), button = box.querySelector("button"),
      list = document.getElementById("keys-list"), on = box.querySelector("input"), status = box.querySelector("[role=status]");

  function stored(value) {
    try {
      if (value !== undefined) window.localStorage.setItem("keys", value);
      return window.localStorage.getItem("keys");
    } catch (_error) { return null; }
  }

  function show(open) {
    list.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    (open ? list : button).focus();
  }

  function seen(selector) {
    return Array.prototype.filter.call(document.querySelectorAll(selector), function (each) {
      return each.getClientRects().length > 0;
    });
  }

  function search(event) {
    var field = seen("#find, main input[type=search]")[0];
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.select();
  }

  function move(step) {
    var rows = seen("main [data-row-href], main a.card");
    if (!rows.length) return;
    var here = rows.findIndex(function (row) { return row.contains(document.activeElement); });
    if (here < 0) here = rows.findIndex(function (row) { return row.classList.contains("here"); });
    var next = Math.max(0, Math.min(rows.length - 1, here + step)), row = rows[next];
    rows.forEach(function (each) { each.classList.toggle("here", each === row); });
    (row.matches("a") ? row : row.querySelector("a") || row).focus();
    row.scrollIntoView({ block: "nearest" });
    status.textContent = box.dataset.place.replace("##", rows.length).replace("#", next + 1);
  }

  function print() {
    var paper = document.querySelector("[data-print-href]");
    if (paper) window.location.assign(paper.href);
    else window.print();
  }

  var acts = { "/": search, "、": search, "j": function () { move(1); }, "k": function () { move(-1); },
               "p": print, "?": function () { show(list.hidden); } };

  document.addEventListener("keydown", function (event) {
    var at = event.target;
    if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Escape" && !list.hidden) show(false);
    else if (event.key === "Escape" && at.type === "search") at.blur();
    if (!on.checked || at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName)) return;
    // An input method writes signs of full width.
    var act = acts[event.key.normalize("NFKC")];
    if (act) act(event);
  });

  button.addEventListener("click", function () { show(list.hidden); });
  on.addEventListener("change", function () { stored(on.checked ? "on" : "off"); });
  on.checked = stored() !== "off";
  box.hidden = false;
})();
