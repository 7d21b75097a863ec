// Suggestions while a name is typed, in a field or in a query. Without this script the forms work as they are.
(function () {
  "use strict";
  var WORD = /(?:^|[\s{}()[\];,.^/|!*+=])([A-Za-z][\w-]*(?::[\w-]*)?)$/;
  // The word before the cursor of a query, if it may become a term: not a variable.
  function wordBefore(input) {
    var found = WORD.exec(input.value.slice(0, input.selectionStart));
    return found ? found[1] : "";
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
        input.setRangeText(item.dataset.name, end - wordBefore(input).length, end, "end");
        input.dispatchEvent(new Event("change"));
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
        item.dataset.name = hit.name;
        item.textContent = hit.label + " ";
        kind.textContent = hit.kind;
        item.appendChild(kind);
        item.addEventListener("mousedown", function (event) { event.preventDefault(); take(item); });
        list.appendChild(item);
      });
      show(found.length > 0);
    }
    // A hit of a search as what is shown of it and taken.
    function shown(hit) {
      var local = hit.iri.replace("https://w3id.org/lenaowl/", "");
      return { name: isQuery ? "lena:" + local : local, label: hit.label, kind: hit.text === hit.label ? hit.kind : hit.kind + ", " + hit.text.slice(0, 60) };
    }
    function ask() {
      var text = isQuery ? wordBefore(input) : input.value.trim(), mine = ++asked, known = [];
      if (isQuery && text.length > 1 && window.lenaowlWords) {
        known = window.lenaowlWords(text, input.value.slice(0, input.selectionStart - text.length));
      }
      text = text.replace(/^lena:/, "");
      if (text.length < (isQuery ? 3 : 2) || (isQuery && text.indexOf(":") >= 0)) { fill(known); return; }
      fetch("/api/search?limit=8&q=" + encodeURIComponent(text.slice(0, 200))).then(function (answer) {
        return answer.ok ? answer.json() : { items: [] };
      }).then(function (told) {
        var more = told.items.map(shown).filter(function (hit) { return !known.some(function (one) { return one.name === hit.name; }); });
        if (mine === asked && document.activeElement === input) { fill(known.concat(more).slice(0, 12)); }
      }, function () { fill(known); });
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
