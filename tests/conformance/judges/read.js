// Reads an RDF file with a parser of Node.js, counts its statements, and fails with what the parser says.
// node read.js FOLDER-OF-MODULES rdf-parse|n3 FILE
const { createReadStream } = require("node:fs");
const { createRequire } = require("node:module");

const [modules, parser, file] = process.argv.slice(2);
const load = createRequire(`${modules}/`);
const input = createReadStream(file);
const statements =
  parser === "n3"
    ? input.pipe(new (load("n3").StreamParser)({ format: file.endsWith(".trig") ? "application/trig" : "text/turtle" }))
    : load("rdf-parse").rdfParser.parse(input, { path: file, baseIRI: `file://${file}` });

let count = 0;
statements
  .on("data", () => (count += 1))
  .on("error", (error) => {
    console.error(error.message);
    process.exitCode = 1;
  })
  .on("end", () => console.log(count));
