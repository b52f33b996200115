// What a story is told with: a school on its morning, desks with a core and a page each, and a
// keyboard that counts. A story never waits for time, only for what a person would see.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, test } from 'node:test'

const ui = createRequire(new URL('../../ui/package.json', import.meta.url))
const { chromium } = ui('playwright-core')
const AXE = ui.resolve('axe-core/axe.min.js')
const { KLASSNY_SERVE: SERVE, KLASSNY_SCHOOL: SCHOOL, KLASSNY_E2E: OUT, CHROMIUM } = process.env
assert.ok(SERVE && SCHOOL && OUT, 'stories are started by `cargo xtask e2e`')
const PAGE = new URL('../../ui/dist', import.meta.url).pathname
/** How long a person would wait for a screen or for another machine, milliseconds. */
const PATIENCE_MS = 20_000

/** Names and the one password of the sample school. */
export const PEOPLE = JSON.parse(readFileSync(join(SCHOOL, 'people.json'), 'utf8'))
export const DEPUTY = PEOPLE.deputy[0]
export const CLERK = PEOPLE.clerk[0]
export const MORNING = '2026-10-23T09:50'
export const AFTERNOON = '2026-10-23T15:00'

/** Where the letters of absence and lateness lie on the Russian board. */
const RUSSIAN = { н: 'KeyY', б: 'Comma', п: 'KeyG', о: 'KeyJ', з: 'KeyP' }

let browser
after(() => browser?.close())

/** Tells a story; each begins on its own copy of the morning and leaves nothing running. */
export function story(name, tell) {
  test(name, { timeout: 150_000 }, async () => {
    browser ??= await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--force-color-profile=srgb'] })
    const school = new School()
    try {
      await tell(school)
      for (const desk of school.desks) assert.deepEqual(desk.faults, [], `${desk.name}: faults of the page`)
    } catch (error) {
      await school.photograph(name)
      throw error
    } finally {
      await school.close()
    }
  })
}

/** Sets the clock of a profile, and whatever else. */
function settle(profile, now, more = {}) {
  const file = join(profile, 'profile.json')
  const settings = { ...JSON.parse(readFileSync(file, 'utf8')), ...more }
  settings.demo_clock_ms = Date.parse(`${now}:00+03:00`) - Date.now()
  writeFileSync(file, JSON.stringify(settings))
}

class School {
  folder = mkdtempSync(join(tmpdir(), 'klassny-story-'))
  share = join(this.folder, 'share')
  desks = []

  constructor() {
    cpSync(join(SCHOOL, 'share'), this.share, { recursive: true })
  }

  /** A workstation of the sample school: `deputy`, `teacher` or `clerk`, at an hour of its clock. */
  async desk(name, { now = MORNING, ...look } = {}) {
    const profile = join(this.folder, name)
    cpSync(join(SCHOOL, name), profile, { recursive: true })
    settle(profile, now, { folder: this.share })
    return this.open(name, profile, look)
  }

  /** A machine without a school. */
  async empty(name, look = {}) {
    return this.open(name, join(this.folder, name), look)
  }

  async open(name, profile, look) {
    const desk = new Desk(name, profile)
    this.desks.push(desk)
    await desk.start(look)
    return desk
  }

  /** Pulls the plug of the file server, and puts it back. */
  unplug() {
    renameSync(this.share, `${this.share}-away`)
  }
  plug() {
    renameSync(`${this.share}-away`, this.share)
  }

  async photograph(name) {
    const folder = join(OUT, 'failed')
    mkdirSync(folder, { recursive: true })
    for (const desk of this.desks) {
      await desk.page?.screenshot({ path: join(folder, `${name.slice(0, 60).replaceAll(/\W+/gu, '_')}-${desk.name}.png`), timeout: 5_000 }).catch((error) => console.log(`# no photograph: ${error}`))
    }
  }

  async close() {
    for (const desk of this.desks) await desk.close()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

class Desk {
  faults = []
  /** Keys pressed so far; the letters of a text typed with `write` do not count. */
  pressed = 0

  constructor(name, profile) {
    this.name = name
    this.profile = profile
  }

  /** Ends the program and starts it again at another hour, or in another version. */
  async again({ now, ...look }) {
    await this.close()
    settle(this.profile, now)
    await this.start(look)
  }

  async start({ width = 1366, height = 768, dark = false, language = 'ru', scale = 1, next = false }) {
    const env = next ? { ...process.env, KLASSNY_NEXT: '1' } : process.env
    this.core = spawn(SERVE, [this.profile, '0', PAGE], { stdio: ['ignore', 'pipe', 'pipe'], env })
    let said = ''
    this.core.stderr.on('data', (text) => { said += text })
    const ended = once(this.core, 'exit').then(() => { throw new Error(`${this.name}: the core ended: ${said}`) })
    ended.catch(() => {})
    const [address] = await Promise.race([once(createInterface({ input: this.core.stdout }), 'line'), ended])
    this.context = await browser.newContext({
      viewport: { width, height }, deviceScaleFactor: scale, locale: 'ru-RU',
      colorScheme: dark ? 'dark' : 'light', reducedMotion: 'reduce',
      permissions: ['clipboard-read', 'clipboard-write'],
    })
    if (language !== 'ru') await this.context.addInitScript((code) => localStorage.setItem('klassny.language', code), language)
    this.context.setDefaultTimeout(PATIENCE_MS)
    this.page = await this.context.newPage()
    this.page.on('pageerror', (error) => this.faults.push(String(error)))
    // The policy of the window: nothing comes from elsewhere. A refused call answers 422, which
    // the browser reports as a failed resource and the page as words.
    this.page.on('console', (line) => {
      if (line.type() === 'error' && !line.text().includes('422')) this.faults.push(line.text())
    })
    this.address = address
    await this.page.goto(address)
    await this.page.locator('main').waitFor()
  }

  async close() {
    await this.context?.close()
    if (!this.core || this.core.exitCode !== null || this.core.signalCode !== null) return
    const gone = once(this.core, 'exit')
    this.core.kill('SIGKILL')
    await gone
  }

  // The keyboard.

  /** Presses keys one after another; each counts. */
  async press(...keys) {
    for (const key of keys) {
      this.pressed += 1
      if (RUSSIAN[key]) await this.pressRussian(key)
      else await this.page.keyboard.press(key)
    }
  }

  /** A letter key with the Russian layout on, which Playwright's board does not know. */
  async pressRussian(key) {
    this.cdp ??= await this.context.newCDPSession(this.page)
    const code = RUSSIAN[key]
    await this.cdp.send('Input.dispatchKeyEvent', { type: 'keyDown', key, code, text: key })
    await this.cdp.send('Input.dispatchKeyEvent', { type: 'keyUp', key, code })
  }

  /** Types a text; its letters do not count. */
  async write(text) {
    await this.page.keyboard.type(text)
  }

  /** Fills a form, field by field, by their labels. */
  async fill(fields) {
    for (const [label, text] of Object.entries(fields)) {
      await this.page.getByLabel(label, { exact: true }).focus()
      await this.write(text)
    }
  }

  // What a person sees.

  /** Waits until a text stands on the screen. */
  async sees(text, options = {}) {
    await this.page.getByText(text, options).filter({ visible: true }).first().waitFor()
  }

  async seesNot(text) {
    await this.page.getByText(text).filter({ visible: true }).first().waitFor({ state: 'hidden' })
  }

  /** Waits until a locator says a text. */
  async says(locator, text) {
    await locator.filter({ hasText: text }).first().waitFor()
  }

  /** Waits until a question answers as expected. */
  async until(what, ask) {
    const end = Date.now() + PATIENCE_MS
    let last
    while (Date.now() < end) {
      last = await ask()
      if (last) return last
      await this.page.waitForTimeout(100)
    }
    throw new Error(`${this.name}: ${what} did not come true, last: ${JSON.stringify(last)}`)
  }

  get status() {
    return this.page.locator('header.bar .state')
  }
  get grid() {
    return this.page.getByRole('grid').first()
  }
  get lines() {
    return this.page.getByRole('grid', { name: /Темы|Topics/ })
  }
  get glass() {
    return this.page.locator('aside.insp')
  }
  get dialog() {
    return this.page.getByRole('dialog')
  }

  /** The cell of a pupil in a column of the left page. */
  cell(row, column) {
    return this.grid.locator('tbody tr').nth(row).locator('td').nth(column)
  }

  // What every person does.

  /** Finds oneself by surname and signs in with a password, by keyboard alone. */
  async signIn(name, password = PEOPLE.password) {
    await this.choose(name)
    await this.says(this.page.locator('b.person'), name)
    await this.page.locator('#password').focus()
    await this.write(password)
    await this.press('Enter')
  }

  /** Chooses oneself at the sign-in screen. */
  async choose(name) {
    const search = this.page.getByPlaceholder(/Начните набирать|Begin to type a surname/)
    await this.page.locator('ol.roster').waitFor()
    if (!(await search.isVisible())) await this.press('F3')
    await search.fill('')
    await search.focus()
    await this.write(name)
    await this.press('Enter')
  }

  async enters(name) {
    await this.signIn(name)
    await this.page.getByRole('navigation').waitFor()
  }

  /** Opens a screen by its place in the rail. */
  async go(screen) {
    const items = await this.page.locator('nav.rail .item:not(.end)').allInnerTexts()
    const at = items.findIndex((item) => item.trim().startsWith(screen))
    assert.ok(at >= 0, `${screen} is not among ${items.join(', ')}`)
    await this.press(at < 10 ? `Alt+${(at + 1) % 10}` : 'Alt+Minus')
    await this.page.locator('nav.rail [aria-current=page]', { hasText: screen }).waitFor()
  }

  /** Opens the journal of a group by what is typed into the switcher; answers where it stands. */
  async openGroup(words, subject) {
    await this.go('Журнал')
    await this.grid.locator('td:focus').waitFor()
    await this.press('F3')
    await this.dialog.waitFor()
    await this.write(words)
    await this.dialog.getByRole('option', { name: subject }).first().waitFor()
    await this.press('Enter')
    return this.stands(subject)
  }

  /** Waits until the cursor stands in the grid of a subject; answers in which column. */
  async stands(subject) {
    const cell = this.page.getByRole('grid', { name: `, ${subject},` }).locator('td:focus')
    await cell.waitFor()
    return cell.evaluate((one) => one.cellIndex - 1)
  }

  /** The column of a day on the left page. */
  async column(day) {
    const days = await this.lines.locator('tbody th.dt').allInnerTexts()
    const at = days.indexOf(day)
    assert.ok(at >= 0, `${day} is not among ${days.join(', ')}`)
    return at
  }

  /** Prints an invitation of the sample school, as its administrator, and signs out. */
  async invite(name) {
    await this.enters(DEPUTY)
    await this.go('Люди')
    await this.page.getByRole('searchbox').focus()
    await this.write(name)
    await this.page.getByRole('button', { name: `Приглашение: ${name}` }).focus()
    await this.press('Enter')
    await this.dialog.waitFor()
    const words = await this.dialog.locator('ol.words li').allInnerTexts()
    await this.press('Escape')
    await this.dialog.waitFor({ state: 'hidden' })
    await this.leave()
    return words.join(' ')
  }

  /** Signs out by the menu of the place. */
  async leave() {
    await this.page.locator('button.me').focus()
    await this.press('Enter')
    await this.page.getByRole('button', { name: 'Выйти' }).focus()
    await this.press('Enter')
    await this.page.locator('main.desk').waitFor()
  }

  /** Signs in for the first time, by the words of an invitation. */
  async first(name, words, password = PEOPLE.password) {
    await this.choose(name)
    await this.invited(words, password)
    await this.page.getByRole('navigation').waitFor()
  }

  /** Types the words of an invitation and a new password over whatever stands in the form. */
  async invited(words, password) {
    for (const [field, text] of [[this.page.getByLabel('Слова приглашения'), words], [this.page.locator('#new'), password], [this.page.locator('#again'), password]]) {
      await field.focus()
      await this.press('Control+a')
      await this.write(text)
    }
    await this.press('Enter')
  }

  /** Asks the core directly, for what a story needs to know and no person would ask. */
  async ask(name, args = {}) {
    const answer = await fetch(`${this.address}/call/${name}`, { method: 'POST', body: JSON.stringify(args) })
    const body = await answer.json()
    if (!answer.ok) throw Object.assign(new Error(`${name}: ${body.code} ${body.detail}`), { api: body })
    return body
  }

  /** What axe-core finds wrong on the screen. */
  async unfit() {
    await this.page.addScriptTag({ path: AXE })
    const found = await this.page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }))
    return found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => `${node.target.join(' ')} ${node.any[0]?.message ?? ''}`).slice(0, 3).join(' | ')}`)
  }

  /** Words that do not fit their box: cut, or wider than the window. */
  async cut() {
    return this.page.evaluate(() => {
      const cut = []
      if (document.documentElement.scrollWidth > innerWidth) cut.push(`the page is ${document.documentElement.scrollWidth} wide`)
      if (document.documentElement.scrollHeight > innerHeight) cut.push(`the page is ${document.documentElement.scrollHeight} high`)
      for (const one of document.querySelectorAll('h1, h2, h3, p, b, span, button, th, td, label, dd, dt, legend, kbd, li')) {
        if (one.children.length > 0 && !one.matches('button, th, td')) continue
        if (!one.textContent?.trim() || one.closest('.vh, .two-lines, svg, [aria-hidden=true]') || one.matches('.vh')) continue
        const box = one.getBoundingClientRect()
        if (box.width === 0 || box.height === 0) continue
        const style = getComputedStyle(one)
        if (Number.parseFloat(style.fontSize) < 11) cut.push(`${style.fontSize}: ${one.textContent.trim().slice(0, 40)}`)
        const hides = style.overflowX !== 'visible'
        if (hides && one.scrollWidth > one.clientWidth + 1) cut.push(`cut: ${one.className} «${one.textContent.trim().slice(0, 40)}» ${one.scrollWidth} > ${one.clientWidth}`)
      }
      return cut
    })
  }

  async shoot(name) {
    const folder = join(OUT, 'shots')
    mkdirSync(folder, { recursive: true })
    await this.page.screenshot({ path: join(folder, `${name}.png`) })
  }
}
