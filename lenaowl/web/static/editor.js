// The field for queries: colours, the place of an error, and the words of the data. Without this script it is a plain field.
(function () {
  "use strict";
  var field = document.getElementById("query");
  if (!field) { return; }
  var TOKEN = /(#[^\n]*)|("""[\s\S]*?(?:"""|$)|'''[\s\S]*?(?:'''|$)|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?)|(<[^<>"{}|^`\\\s]*>)|([?$]\w+)|((?:[A-Za-z][\w.-]*)?:[\w.%-]*)|(\d+(?:\.\d+)?)|([A-Za-z_]\w*)/g;
  var KINDS = ["comment", "string", "iri", "variable", "name", "number", "keyword"];
  var KEYWORDS = new Set(("a add all as asc ask base bind by construct count avg min max sum sample desc describe distinct exists false filter from graph group group_concat having in limit minus named not offset optional order prefix reduced select separator true undef union values where regex str lang langmatches datatype bound iri uri strlen substr ucase lcase contains strstarts strends strbefore strafter replace concat coalesce if isiri isblank isliteral isnumeric sameterm abs round ceil floor rand now year month day").split(" "));
  // Colours: what is written is drawn again behind the field, whose own letters are then clear.
  var paint = document.createElement("pre"), box = document.createElement("span");
  box.className = "editor";
  paint.setAttribute("aria-hidden", "true");
  field.parentNode.insertBefore(box, field);
  box.appendChild(paint);
  box.appendChild(field);
  field.classList.add("painted");
  function add(text, kind) {
    var part = kind ? document.createElement("span") : document.createTextNode(text);
    if (kind) { part.className = kind; part.textContent = text; }
    paint.appendChild(part);
  }
  function draw() {
    var text = field.value, at = 0, found;
    paint.textContent = "";
    TOKEN.lastIndex = 0;
    while ((found = TOKEN.exec(text))) {
      var kind = KINDS[found.slice(1).findIndex(function (part) { return part !== undefined; })];
      if (kind === "keyword" && !KEYWORDS.has(found[0].toLowerCase())) { kind = ""; }
      add(text.slice(at, found.index));
      add(found[0], kind);
      at = found.index + found[0].length;
    }
    add(text.slice(at) + "\n");
    follow();
  }
  function follow() { paint.scrollTop = field.scrollTop; paint.scrollLeft = field.scrollLeft; }
  field.addEventListener("input", draw);
  field.addEventListener("change", draw);
  field.addEventListener("scroll", follow);
  if (window.ResizeObserver) { new ResizeObserver(function () { paint.style.height = field.offsetHeight + "px"; follow(); }).observe(field); }
  draw();
  // The place of an error: the cursor goes there, once the field stands where it stays.
  if (field.dataset.line) { document.addEventListener("DOMContentLoaded", mark); }
  function mark() {
    var lines = field.value.split("\n").slice(0, field.dataset.line - 1);
    var place = lines.join("\n").length + (lines.length ? 1 : 0) + Number(field.dataset.column) - 1;
    field.focus();
    field.setSelectionRange(place, place);
  }
  // The classes and properties of the data, by what VoID says of it; asked for once, when a query is begun to be written.
  var words = [], asked = false;
  field.addEventListener("focus", function () {
    if (asked) { return; }
    asked = true;
    fetch("/query-words").then(function (answer) { return answer.ok ? answer.json() : []; }).then(function (told) { words = told; }, function () { asked = false; });
  });
  // Those that a word may become: classes after "a", properties elsewhere first.
  window.lenaowlWords = function (word, before) {
    var kind = /(?:^|[\s;])a\s+$/.test(before) ? "class" : "property", text = word.toLowerCase(), whole = text.indexOf(":") >= 0;
    function rank(one) {
      var name = one.name.toLowerCase(), local = name.slice(name.indexOf(":") + 1), part = whole ? name : local;
      if (part.indexOf(text) < 0) { return 0; }
      return (part.indexOf(text) === 0 ? 2 : 1) + (one.kind === kind ? 4 : 0);
    }
    return words.filter(function (one) { return rank(one) > (kind === "class" ? 4 : 0); })
      .sort(function (one, other) { return rank(other) - rank(one) || other.count - one.count; }).slice(0, 8)
      .map(function (one) { return { name: one.name, label: one.name, kind: one.kind + ", " + one.count.toLocaleString("en") + (one.kind === "class" ? " members" : " triples") }; });
  };
})();
