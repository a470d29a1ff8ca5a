// Runs a WebAssembly program as the runner of `cargo run`: with the system interface, without files or network.
const { WASI } = require("node:wasi");
const fs = require("node:fs");
const wasi = new WASI({ version: "preview1" });
WebAssembly.instantiate(fs.readFileSync(process.argv[2]), wasi.getImportObject()).then(({ instance }) => {
  process.exitCode = wasi.start(instance);
});
