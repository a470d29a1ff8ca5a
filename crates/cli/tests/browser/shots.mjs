// Screenshots to look at.

import { mkdirSync } from "node:fs";
import { join } from "node:path";

export async function shots(browser, url, folder) {
  mkdirSync(folder, { recursive: true });
  const shot = async (file, name, options, work = async () => {}, screen = {}) => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 1000 }, ...options });
    const page = await context.newPage();
    await page.goto(url(name));
    await work(page);
    await page.waitForTimeout(300);
    await page.screenshot({ path: join(folder, `${file}.png`), ...screen });
    await context.close();
  };
  const opened = (text) => async (page) => {
    await page.fill("#f-text", text);
    await page.evaluate(() => {
      const cluster = document.querySelector(".cluster:not([hidden])");
      cluster.querySelector("details").open = true;
      const match = cluster.querySelector(".match");
      match.open = true;
      match.scrollIntoView();
    });
  };
  const dark = { colorScheme: "dark" };
  const phone = { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2 };
  await shot("light", "bundled", {});
  await shot("dark", "bundled", dark);
  await shot("clusters", "bundled", {}, (page) => page.evaluate(() => document.getElementById("clusters").scrollIntoView()));
  await shot("match", "bundled", {}, opened("ferry skerra"));
  await shot("match-dark", "bundled", dark, opened("ferry skerra"));
  await shot("match-rtl", "bundled", {}, opened("ar-"));
  await shot("match-rtl-dark", "bundled", dark, opened("ar-"));
  await shot("phone", "bundled", phone);
  await shot("phone-clusters", "bundled", phone, (page) => page.evaluate(() => document.getElementById("clusters").scrollIntoView()));
  await shot("phone-match", "bundled", phone, opened("ferry skerra"));
  await shot("phone-rtl-dark", "bundled", { ...phone, ...dark }, opened("ar-"));
  await shot("hostile", "hostile", {}, opened("basin"));
  await shot("hostile-list", "hostile", {});
  await shot("undated", "undated", {});
}
