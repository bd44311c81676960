// Small helps on top of pages that work without them.
(function () {
  var summary = document.getElementById("summary");
  if (summary) summary.focus();

  // On a narrow screen the desk's links lie in one line: begin at the one that is open.
  var open = document.querySelector(".side [aria-current]");
  if (open) open.parentNode.scrollLeft = open.offsetLeft - open.parentNode.offsetLeft - 12;

  // A second tap on a button that is already at work does nothing.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
    window.setTimeout(function () { delete form.dataset.sent; }, 8000);
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) { delete form.dataset.sent; });
  });

  // A large photo is made smaller before it travels; where that fails, it goes as it is.
  document.addEventListener("change", function (event) {
    var input = event.target, file = input.files && input.files[0];
    if (!input.matches("[data-photo]") || !file || file.size < 700000 || !window.createImageBitmap) return;
    createImageBitmap(file).then(function (bitmap) {
      var scale = Math.min(1, 1600 / Math.max(bitmap.width, bitmap.height));
      var canvas = document.createElement("canvas");
      canvas.width = Math.round(bitmap.width * scale);
      canvas.height = Math.round(bitmap.height * scale);
      canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
      canvas.toBlob(function (blob) {
        if (!blob || blob.size >= file.size) return;
        var box = new DataTransfer();
        box.items.add(new File([blob], "photo.jpg", { type: "image/jpeg" }));
        input.files = box.files;
      }, "image/jpeg", 0.82);
    }).catch(function () {});
  });

  // Where the network fails, say so; reading is tried again by itself, sending is left to the reader.
  var offline = document.getElementById("offline"), tries = 0;
  document.addEventListener("htmx:error", function (event) {
    var ctx = event.detail.ctx;
    if (!offline || !ctx || !ctx.request || ctx.response) return;
    var again = ctx.request.method === "GET" && tries < 3;
    offline.textContent = again ? offline.dataset.again : offline.dataset.stop;
    offline.hidden = false;
    if (!again) return;
    tries += 1;
    window.setTimeout(function () { ctx.sourceElement.click(); }, 2000 * tries);
  });
  document.addEventListener("htmx:after:request", function () {
    tries = 0;
    if (offline) offline.hidden = true;
  });

  // A whole row is a target, beside the link in it.
  document.addEventListener("click", function (event) {
    var row = event.target.closest("[data-row-href]");
    if (!row || event.target.closest("a,button,input,label") || String(window.getSelection())) return;
    window.location.assign(row.dataset.rowHref);
  });

  // Keys for tables: j and k move, Enter opens, p prints.
  document.addEventListener("keydown", function (event) {
    if (/^(INPUT|TEXTAREA|SELECT|BUTTON|A)$/.test(event.target.tagName) && event.key === "Enter") return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.ctrlKey || event.metaKey || event.altKey) return;
    var rows = Array.prototype.slice.call(document.querySelectorAll("[data-row-href]"));
    if (!rows.length) return;
    var here = rows.findIndex(function (row) { return row.classList.contains("here"); });
    if (event.key === "p") window.print();
    else if (event.key === "Enter" && here >= 0) window.location.assign(rows[here].dataset.rowHref);
    else if (event.key === "j" || event.key === "k") {
      var next = Math.max(0, Math.min(rows.length - 1, here + (event.key === "j" ? 1 : -1)));
      rows.forEach(function (row) { row.classList.remove("here"); });
      rows[next].classList.add("here");
      rows[next].scrollIntoView({ block: "nearest" });
      var link = rows[next].querySelector("a");
      if (link) link.focus();
    }
  });
})();
