// Small helps on top of pages that work without them.
(function () {
  var summary = document.getElementById("summary");
  if (summary) summary.focus();

  // Times are shown in the reader's own zone too, where it is another (toolkit/zones.py).
  var zone = new Date().getTimezoneOffset() === -480 ? "" : Intl.DateTimeFormat().resolvedOptions().timeZone || "";
  if ((document.cookie.match(/(?:^|; )zone=([^;]*)/) || ["", ""])[1] !== zone) {
    document.cookie = "zone=" + zone + ";path=/;SameSite=Lax;max-age=" + (zone ? 31536000 : 0) +
      (window.location.protocol === "https:" ? ";Secure" : "");
  }

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

  // What is there to be copied is taken whole by one tap.
  document.addEventListener("focusin", function (event) {
    if (event.target.matches("input[readonly]")) event.target.select();
  });

  // A whole row is a target, beside the link in it.
  document.addEventListener("click", function (event) {
    var row = event.target.closest("[data-row-href]");
    if (!row || event.target.closest("a,button,input,label") || String(window.getSelection())) return;
    window.location.assign(row.dataset.rowHref);
  });

  // The button that prints a page stands there only where a script can do it.
  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });

  // Leave at once: nothing to be seen any more, and no way back by a button.
  var leaving = document.querySelector("[data-leave]"), escapes = [];
  function leave(event) {
    event.preventDefault();
    document.documentElement.hidden = true;
    window.location.replace(leaving.href);
  }
  if (leaving) {
    leaving.addEventListener("click", leave);
    leaving.nextElementSibling.hidden = false;
    window.addEventListener("keydown", function (event) {
      if (event.repeat) return;
      escapes = event.key === "Escape" ? escapes.concat(event.timeStamp).slice(-3) : [];
      if (escapes.length === 3 && event.timeStamp - escapes[0] < 3000) leave(event);
    }, true);
  }
})();
