// The report in a real browser: `node check.mjs CHROMIUM FOLDER [SHOTS]`. FOLDER holds bundled.html, hostile.html, undated.html and
// small.html, which `cargo xtask browser` makes. Every check that fails is told; the
// exit status is 1 if any did. SHOTS is a folder for screenshots.

import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { accessible } from "./accessible.mjs";
import { filters, keyboard, linking, phone, rightToLeft, theme, withoutScript } from "./reading.mjs";
import { harmless } from "./harmless.mjs";
import { shots } from "./shots.mjs";

const [executablePath, folder, shotsFolder] = process.argv.slice(2);
const args = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const url = (name) => pathToFileURL(resolve(folder, `${name}.html`)).href;
let failed = 0;

/** Runs one check on a fresh page; whatever the page asks for beyond itself, says in the console or pops up fails it. */
async function check(browser, title, name, options, work) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  // A machine that builds something else at the same time is slow, not broken.
  context.setDefaultTimeout(120_000);
  const page = await context.newPage();
  const faults = [];
  page.on("request", (request) => {
    const asked = request.url();
    if (asked.split("#")[0] !== url(name) && asked !== "data:,") faults.push(`asked for ${asked.slice(0, 200)}`);
  });
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") faults.push(`console: ${message.text().slice(0, 300)}`);
  });
  page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  page.on("popup", () => faults.push("opened a window"));
  page.on("dialog", (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  try {
    await page.goto(url(name));
    faults.push(...(await work(page)));
  } catch (error) {
    faults.push(String(error.message).split("\n").slice(0, 4).join(" | "));
  }
  await context.close();
  console.log(`${faults.length === 0 ? "ok    " : "FAILED"} ${title}`);
  for (const fault of faults) console.log(`       ${fault}`);
  failed += faults.length > 0 ? 1 : 0;
}

// Each launch has a new profile.
const browser = await chromium.launch({ executablePath, args });
try {
  const run = (title, name, options, work) => check(browser, title, name, options, work);
  await run("hostile articles run nothing and ask for nothing", "hostile", {}, harmless);
  await run("no passage, link or script of hostile articles at phone width", "hostile", { viewport: { width: 360, height: 740 } }, phone);
  await run("search and filters", "bundled", {}, filters);
  await run("keyboard alone", "bundled", {}, keyboard);
  await run("passages lead to their counterparts", "bundled", {}, linking);
  await run("right-to-left articles", "bundled", {}, rightToLeft);
  await run("theme", "bundled", {}, theme);
  await run("phone", "bundled", { viewport: { width: 360, height: 740 }, hasTouch: true }, phone);
  await run("without JavaScript", "bundled", { javaScriptEnabled: false, viewport: { width: 360, height: 740 } }, withoutScript);
  for (const name of ["bundled", "hostile", "undated", "small"]) {
    for (const colorScheme of ["light", "dark"]) {
      for (const width of [360, 1280]) {
        if (name !== "bundled" && width !== (colorScheme === "light" ? 360 : 1280)) continue;
        const options = { colorScheme, viewport: { width, height: 900 }, bypassCSP: true, reducedMotion: "reduce" };
        await run(`axe: ${name}, ${colorScheme}, ${width} px`, name, options, accessible);
      }
    }
  }
  if (shotsFolder) await shots(browser, url, shotsFolder);
} finally {
  await browser.close();
}
console.log(failed === 0 ? "the report holds in the browser" : `${failed} checks failed`);
process.exit(failed === 0 ? 0 : 1);
