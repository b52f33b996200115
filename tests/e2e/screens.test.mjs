// Every screen is fit for everybody: axe-core finds nothing, nothing is cut, nothing is too small.
import assert from 'node:assert/strict'
import { AFTERNOON, DEPUTY, PEOPLE, story } from './kit.mjs'

const RUSSIAN = PEOPLE.teacher.find((name) => name.startsWith('Лаврентьева'))
const NAMES = { today: /Сегодня|Today/, journal: /Журнал|Journal/, lesson: /Урок|Lesson/, class: /^\s*(Класс|Class)/, check: /Проверка|Check/, paper: /Бумага|Paper/, share: /Обмен|Exchange/, people: /Люди|People/, aside: /Отложенные|Set aside/, devices: /Рабочие места|Workstations/ }

/** Opens every screen of the person, and lets each be looked at. */
async function everyScreen(desk, name, look) {
  await look('signin')
  await desk.choose(name)
  await desk.page.locator('#password').waitFor()
  await look('signin-person')
  await desk.page.locator('#password').focus()
  await desk.write(PEOPLE.password)
  await desk.press('Enter')
  await desk.page.getByRole('navigation').waitFor()
  const items = await desk.page.locator('nav.rail .item:not(.end)').allInnerTexts()
  for (const [at, item] of items.entries()) {
    await desk.press(at < 10 ? `Alt+${(at + 1) % 10}` : 'Alt+Minus')
    await desk.page.locator('nav.rail [aria-current=page]', { hasText: item.trim().split('\n')[0] }).waitFor()
    await desk.page.locator('main .sheet, main .empty').first().waitFor()
    await desk.page.getByText(/Читаем журнал|Reading the journal/).waitFor({ state: 'hidden' })
    await look(Object.keys(NAMES).find((screen) => NAMES[screen].test(item)) ?? item)
  }
}

for (const dark of [false, true]) {
  const tone = dark ? 'dark' : 'light'
  story(`r70 every screen passes axe-core, ${tone}`, async (school) => {
    for (const [station, name] of [['deputy', DEPUTY], ['teacher', RUSSIAN]]) {
      const desk = await school.desk(station, { now: AFTERNOON, dark })
      const wrong = []
      await everyScreen(desk, name, async (screen) => {
        await desk.shoot(`${screen}-${station}-1366-${tone}`)
        for (const one of await desk.unfit()) wrong.push(`${station} ${screen}: ${one}`)
      })
      assert.deepEqual(wrong, [])
    }
  })
}

for (const language of ['ru', 'en']) {
  for (const [width, height] of [[1366, 768], [1920, 1080]]) {
    story(`r70 nothing is cut at ${width} × ${height}, ${language}`, async (school) => {
      const desk = await school.desk('deputy', { now: AFTERNOON, width, height, language })
      const wrong = []
      await everyScreen(desk, DEPUTY, async (screen) => {
        await desk.shoot(`${screen}-deputy-${width}-${language}`)
        for (const one of await desk.cut()) wrong.push(`${screen}: ${one}`)
      })
      assert.deepEqual(wrong, [])
    })
  }
}
