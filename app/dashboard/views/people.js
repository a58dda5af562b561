// @ts-check
// People and rights: accounts and what is done with them by two, organisations, devices, programs.

import { readAll, useAsked } from "../asking.js";
import { html, useState } from "../html.js";
import { AccountActs } from "../office/account.js";
import { NewAccount } from "../office/new_account.js";
import { Organisations } from "../office/organisations.js";
import { Devices } from "../office/devices.js";
import { Programs } from "../office/programs.js";
import { Problem, Word } from "../parts.js";
import { Table } from "../table.js";

/** @param {{frame: import("../app.js").Frame}} given */
export function People({ frame }) {
  const { t } = frame;
  const { said, problem, reload } = useAsked(everything, []);
  const [chosen, setChosen] = useState("");
  const [wanted, setWanted] = useState("");
  if (!said) {
    return html`
      <h1 tabindex="-1">${t("people")}</h1>
      <${Problem} t=${t} problem=${problem} />
      ${!problem && html`<p>${t("loading")}</p>`}
    `;
  }
  const { accounts, organisations, houses, services } = said;
  const shown = accounts
    .filter((one) => one.handle.includes(wanted.trim().toLowerCase()))
    .sort((a, b) => a.handle.localeCompare(b.handle));
  const found = accounts.find((one) => one.id === chosen);
  const house = (/** @type {string | null} */ id) => houses.find((one) => one.id === id)?.code_name ?? "–";
  return html`
    <div class="broad">
      <h1 tabindex="-1">${t("people")}</h1>
      <${Problem} t=${t} problem=${problem} />
      <div class="two-parts">
        <div>
          <div class="field">
            <label for="find-account">${t("findAccount")}</label>
            <input
              id="find-account"
              type="search"
              autocomplete="off"
              value=${wanted}
              onInput=${(/** @type {any} */ e) => setWanted(e.currentTarget.value)}
            />
          </div>
          <${Table}
            name="accounts"
            caption=${`${t("accounts")} (${shown.length})`}
            head=${[t("workName"), t("role"), t("accountStatus"), t("worksFor"), t("look")]}
            rows=${shown.map((one) => ({
              key: one.id,
              cells: [
                one.handle,
                html`<${Word} word=${one.role} of="role" t=${t} />`,
                html`<${Word} word=${one.status} of="accountstatus" t=${t} />`,
                house(one.shelter),
                html`<button
                  type="button"
                  aria-pressed=${one.id === chosen}
                  aria-label=${`${t("look")}: ${one.handle}`}
                  onClick=${() => setChosen(one.id)}
                >
                  ${t("look")}
                </button>`,
              ],
            }))}
          />
          <${NewAccount} frame=${frame} organisations=${organisations} houses=${houses} made=${reload} />
        </div>
        <div>
          ${found
            ? html`<${AccountActs}
                key=${found.id}
                one=${found}
                service=${services.find((one) => one.id === found.id)}
                frame=${frame}
                houses=${houses}
                reload=${reload}
              />`
            : html`<p class="hint">${t("chooseAccount")}</p>`}
        </div>
      </div>
      <${Organisations} frame=${frame} organisations=${organisations} reload=${reload} />
      <${Devices} frame=${frame} accounts=${accounts} />
      <${Programs} frame=${frame} services=${services} />
    </div>
  `;
}

async function everything() {
  const [accounts, organisations, houses, services] = await Promise.all([
    readAll("/accounts", "accounts"),
    readAll("/organisations", "organisations"),
    readAll("/house-names", "houses"),
    readAll("/service-accounts", "services"),
  ]);
  return { accounts, organisations, houses, services };
}
