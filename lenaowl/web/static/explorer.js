// Suggestions while a name is typed, in a field or in a query. Without this script the forms work as they are.
(function () {
  "use strict";
  var WORD = /(?:^|[\s{}()[\];,.^/|!*+=])([A-Za-z][\w-]*(?::[\w-]*)?)$/;
  // The word before the cursor of a query, if it may become a term: not a variable, nor one of another prefix.
  function wordBefore(input) {
    var found = WORD.exec(input.value.slice(0, input.selectionStart)), word = found ? found[1] : "";
    return word.indexOf(":") < 0 || word.slice(0, 5) === "lena:" ? word : "";
  }
  function suggest(input, number) {
    var isQuery = input.tagName === "TEXTAREA";
    var list = document.createElement("ul"), box = document.createElement("span"), chosen = -1, asked = 0, timer;
    box.className = "suggest";
    input.parentNode.insertBefore(box, input);
    box.appendChild(input);
    box.appendChild(list);
    list.id = "suggestions" + number;
    list.className = "suggestions";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Suggestions");
    if (isQuery) { input.setAttribute("aria-haspopup", "listbox"); } else { input.setAttribute("role", "combobox"); }
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id);
    function show(open) {
      list.hidden = !open;
      if (!isQuery) { input.setAttribute("aria-expanded", String(open)); }
      if (!open) { chosen = -1; input.removeAttribute("aria-activedescendant"); }
    }
    function mark(place) {
      var items = list.children;
      chosen = (place + items.length) % items.length;
      Array.prototype.forEach.call(items, function (item, at) { item.setAttribute("aria-selected", String(at === chosen)); });
      input.setAttribute("aria-activedescendant", items[chosen].id);
    }
    function take(item) {
      if (isQuery) {
        var end = input.selectionStart;
        input.setRangeText("lena:" + item.dataset.name, end - wordBefore(input).length, end, "end");
        show(false);
      } else if (input.dataset.name) { input.value = item.dataset.name; show(false); } else { location.href = "/page/" + encodeURIComponent(item.dataset.name); }
    }
    function fill(found) {
      list.textContent = "";
      found.forEach(function (hit, at) {
        var item = document.createElement("li"), kind = document.createElement("span");
        item.id = list.id + "-" + at;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        item.dataset.name = hit.iri.replace("https://w3id.org/lenaowl/", "");
        item.textContent = hit.label + " ";
        kind.textContent = hit.text === hit.label ? hit.kind : hit.kind + ", " + hit.text.slice(0, 60);
        item.appendChild(kind);
        item.addEventListener("mousedown", function (event) { event.preventDefault(); take(item); });
        list.appendChild(item);
      });
      show(found.length > 0);
    }
    function ask() {
      var text = isQuery ? wordBefore(input).replace("lena:", "") : input.value.trim(), mine = ++asked;
      if (text.length < (isQuery ? 3 : 2)) { show(false); return; }
      fetch("/api/search?limit=8&q=" + encodeURIComponent(text.slice(0, 200))).then(function (answer) {
        return answer.ok ? answer.json() : { items: [] };
      }).then(function (told) { if (mine === asked && document.activeElement === input) { fill(told.items); } }, function () { show(false); });
    }
    input.addEventListener("input", function () { clearTimeout(timer); timer = setTimeout(ask, 150); });
    input.addEventListener("blur", function () { show(false); });
    show(false);
    input.addEventListener("keydown", function (event) {
      if (isQuery && event.key === "Enter" && (event.ctrlKey || event.metaKey)) { input.form.requestSubmit(); }
      if (list.hidden) { return; }
      if (event.key === "ArrowDown") { mark(chosen + 1); event.preventDefault(); }
      else if (event.key === "ArrowUp") { mark(chosen - 1); event.preventDefault(); }
      else if (event.key === "Escape") { show(false); event.preventDefault(); }
      else if (event.key === "Enter" && chosen >= 0) { take(list.children[chosen]); event.preventDefault(); }
    });
  }
  Array.prototype.forEach.call(document.querySelectorAll("input[type=search], #target, textarea"), function (input, number) {
    if (input.id === "target") { input.dataset.name = "yes"; }
    suggest(input, number);
  });
})();
