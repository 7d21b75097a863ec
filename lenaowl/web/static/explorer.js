// Suggestions while a name is typed. Without this script the forms work as they are.
(function () {
  "use strict";
  function suggest(input, number) {
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
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-expanded", "false");
    function show(open) {
      list.hidden = !open;
      input.setAttribute("aria-expanded", String(open));
      if (!open) { chosen = -1; input.removeAttribute("aria-activedescendant"); }
    }
    function mark(place) {
      var items = list.children;
      chosen = (place + items.length) % items.length;
      Array.prototype.forEach.call(items, function (item, at) { item.setAttribute("aria-selected", String(at === chosen)); });
      input.setAttribute("aria-activedescendant", items[chosen].id);
    }
    function take(item) {
      if (input.dataset.name) { input.value = item.dataset.name; show(false); } else { location.href = "/page/" + encodeURIComponent(item.dataset.name); }
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
      var text = input.value.trim(), mine = ++asked;
      if (text.length < 2) { show(false); return; }
      fetch("/api/search?limit=8&q=" + encodeURIComponent(text.slice(0, 200))).then(function (answer) {
        return answer.ok ? answer.json() : { items: [] };
      }).then(function (told) { if (mine === asked && document.activeElement === input) { fill(told.items); } }, function () { show(false); });
    }
    input.addEventListener("input", function () { clearTimeout(timer); timer = setTimeout(ask, 150); });
    input.addEventListener("blur", function () { show(false); });
    input.addEventListener("keydown", function (event) {
      if (list.hidden) { return; }
      if (event.key === "ArrowDown") { mark(chosen + 1); event.preventDefault(); }
      else if (event.key === "ArrowUp") { mark(chosen - 1); event.preventDefault(); }
      else if (event.key === "Escape") { show(false); event.preventDefault(); }
      else if (event.key === "Enter" && chosen >= 0) { take(list.children[chosen]); event.preventDefault(); }
    });
  }
  Array.prototype.forEach.call(document.querySelectorAll("input[type=search], #target"), function (input, number) {
    if (input.id === "target") { input.dataset.name = "yes"; }
    suggest(input, number);
  });
})();
