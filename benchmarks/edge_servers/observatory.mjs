// Asks Mozilla's Observatory about servers on this machine: a line of JSON each, with the seconds it took.
import dns from "node:dns";
import net from "node:net";
import { pathToFileURL } from "node:url";

const [folder, host, ...ports] = process.argv.slice(2);
// Every name is on this machine.
dns.lookup = (name, options, done) => {
  const told = typeof options === "function" ? options : done;
  const all = typeof options === "object" && options.all;
  process.nextTick(() => (all ? told(null, [{ address: "127.0.0.1", family: 4 }]) : told(null, "127.0.0.1", 4)));
};
net.setDefaultAutoSelectFamily(false);

const at = (path) => pathToFileURL(`${folder}/node_modules/@mdn/mdn-http-observatory/src/${path}`).href;
const { retrieve } = await import(at("retriever/retriever.js"));
const { ALL_TESTS } = await import(at("constants.js"));

for (const pair of ports) {
  const [httpPort, httpsPort] = pair.split(":");
  const started = performance.now();
  const seen = await retrieve(host, { httpPort, httpsPort });
  const told = {};
  for (const test of ALL_TESTS) {
    try {
      const said = test(seen);
      told[said.constructor.name] = [said.pass, said.result];
    } catch (error) {
      console.error(test.name, error.stack); // its verdict is then missing
    }
  }
  console.log(JSON.stringify({ seconds: (performance.now() - started) / 1000, told }));
}
process.exit(0);
