// The screen of the exchange, as a teacher and a deputy use it: what waits, what differs and is
// settled there, what is missing and comes back.
import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, renameSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { AFTERNOON, DEPUTY, PEOPLE, story } from './kit.mjs'

const RUSSIAN = PEOPLE.teacher.find((name) => name.startsWith('Лаврентьева'))
const LONG = 'Правописание безударных падежных окончаний имён существительных в единственном числе, упражнения на повторение изученного'

/** States the topic of the lesson of the morning without its form. */
async function topic(desk, text) {
  const { groups } = await desk.ask('journal_groups')
  const { group } = groups.find((one) => one.class_name === '5А' && one.subject === 'Русский язык')
  const { lessons } = await desk.ask('spread', { group, term: null })
  const { place } = lessons.find((one) => one.place.date === '2026-10-23')
  await desk.ask('set_lesson', { place, held: null, topic: { text, plan: null, number: null }, homework: null, assignments: null })
}

/** The paths of all packets on the share. */
const packets = (school) => readdirSync(school.share, { recursive: true }).filter((path) => path.endsWith('.seg')).sort()

story('r22 r33 r36 what waits is told, and a record that differs is settled by its button', async (school) => {
  const [here, there] = await Promise.all([
    school.desk('teacher', { now: AFTERNOON }), school.desk('deputy', { now: AFTERNOON }),
  ])
  await here.enters(RUSSIAN)
  const invitation = await there.invite(RUSSIAN)
  await there.first(RUSSIAN, invitation)
  await here.openGroup('5А русский', 'Русский язык')
  await here.press('F9')
  await here.says(here.lines.locator('tr.here .ln'), '39')
  await there.openGroup('5А русский', 'Русский язык')
  await there.says(there.lines.locator('tr.here .ln'), '39')
  school.unplug()
  await topic(here, `${LONG}, первая запись`)
  await topic(there, `${LONG}, вторая запись`)
  await here.go('Обмен')
  await here.sees('Сервер недоступен с 15:0')
  await here.says(here.page.locator('.sheet', { hasText: 'Ещё не на сервере' }), /Лаврентьева В\. П\.: \d+ запис\S+ ж\S+ отправки с 15:0/)
  school.plug()
  const torn = here.page.locator('.conf', { hasText: 'тема' })
  await torn.waitFor()
  await here.seesNot('Ещё не на сервере')
  assert.deepEqual([...(await here.unfit()), ...(await here.cut())], [])
  await here.shoot('share-conflict-1366-light')
  await torn.getByRole('button', { name: /^(Взять|Оставить): .*вторая запись/ }).focus()
  await here.press('Enter')
  await torn.waitFor({ state: 'hidden' })
  await here.sees('Расхождений нет.')
  await there.until('one record stands there too', async () => (await there.ask('share_status')).conflicts.length === 0)
  await there.says(there.lines.locator('tr.here'), 'вторая запись')
})

story('p10 a packet that is missing is told with its machine, and comes back with it', async (school) => {
  const before = new Set(packets(school))
  const teacher = await school.desk('teacher', { now: AFTERNOON })
  await teacher.enters(RUSSIAN)
  const today = await teacher.openGroup('5А русский', 'Русский язык')
  await teacher.press('F9')
  await teacher.says(teacher.lines.locator('tr.here .ln'), '39')
  for (const [row, mark] of ['5', '4', '3'].entries()) {
    await teacher.press(mark)
    await teacher.says(teacher.cell(row, today), mark)
    await teacher.until('it is sent', async () => (await teacher.ask('status')).unsent === 0)
  }
  await teacher.close()
  const fresh = packets(school).filter((path) => !before.has(path))
  const chains = [...new Set(fresh.map(dirname))].map((folder) => fresh.filter((path) => dirname(path) === folder))
  const longest = chains.sort((a, b) => b.length - a.length)[0]
  assert.ok(longest.length >= 3, `packets of one seat: ${fresh}`)
  const lost = longest.at(-2)
  mkdirSync(join(school.folder, 'lost'))
  renameSync(join(school.share, lost), join(school.folder, 'lost/one.seg'))

  const deputy = await school.desk('deputy', { now: AFTERNOON })
  await deputy.enters(DEPUTY)
  await deputy.go('Обмен')
  const gap = deputy.page.locator('.sheet', { hasText: 'Не хватает записей' })
  await deputy.says(gap, /АРМ 7.*: пакет № \d+/)
  await deputy.says(gap, 'пусть на ней кто-нибудь войдёт')
  await deputy.says(deputy.page.locator('table.devices tr', { hasText: 'АРМ 7' }), 'есть пропуск')
  assert.deepEqual([...(await deputy.unfit()), ...(await deputy.cut())], [])
  await deputy.shoot('share-gap-1366-light')
  // The machine is switched on again, and somebody signs in: before that its journal is shut.
  const again = await school.open('teacher-again', teacher.profile, {})
  await again.enters(RUSSIAN)
  await gap.waitFor({ state: 'hidden', timeout: 75_000 })
  assert.ok(packets(school).includes(lost), 'it stands on the share again')
})
