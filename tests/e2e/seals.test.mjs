// A witness seals the time; a mark entered by a clock set back is told as what it is; a deputy voids
// the seals of a wrong clock.
import assert from 'node:assert/strict'
import { AFTERNOON, DEPUTY, PEOPLE, story } from './kit.mjs'

const RUSSIAN = PEOPLE.teacher.find((name) => name.startsWith('Лаврентьева'))
/** The teacher's clock stands at the day before; the norm of this lesson ends that evening. */
const YESTERDAY = '2026-10-22T15:00'
const LESSON = '2026-10-21'

/** A lesson of that day in one of the teacher's groups, with its spread. */
async function lessonOf(teacher) {
  const { groups } = await teacher.ask('journal_groups')
  for (const { group } of groups) {
    const spread = await teacher.ask('spread', { group, term: null })
    const lesson = spread.lessons.find((one) => one.place.date === LESSON && one.stage === 'open')
    const row = lesson && spread.rows.find((one) => one.cells[spread.lessons.indexOf(lesson)].marks.length === 0)
    if (row) return { spread, place: lesson.place, pupil: row.pupil }
  }
  throw new Error(`no open lesson on ${LESSON}`)
}

for (const [width, height, dark] of [[1366, 768, false], [1920, 1080, true]]) {
  const look = `${width}-${dark ? 'dark' : 'light'}`
  story(`p8 d11 r13 a back-dated mark is listed with its seals, which a deputy may void, ${look}`, async (school) => {
    const [deputy, teacher] = await Promise.all([
      school.desk('deputy', { now: AFTERNOON, width, height, dark }), school.desk('teacher', { now: YESTERDAY, width, height, dark }),
    ])
    await Promise.all([deputy.enters(DEPUTY), teacher.enters(RUSSIAN)])
    const { devices } = await deputy.ask('devices')
    await deputy.ask('set_witness', { device: devices.find((one) => one.here).device, witness: true })
    // The duty goes out, then the first seal under it.
    await deputy.ask('sync_now')
    await deputy.ask('sync_now')
    await teacher.ask('sync_now')

    const { place, pupil } = await lessonOf(teacher)
    await teacher.ask('set_lesson', { place, held: { state: 'held' }, topic: null, homework: null, assignments: null })
    await teacher.ask('set_mark', { place, pupil, ordinal: 0, value: '5', written_on: null })
    await teacher.ask('sync_now')
    await deputy.ask('sync_now')
    await deputy.go('Отложенные')
    await deputy.sees('Внесённое после срока')
    const line = deputy.page.locator('section', { hasText: 'Внесённое после срока' }).locator('tbody tr', { hasText: 'отметка' })
    await deputy.says(line, 'внесено поздно')
    await deputy.says(line, 'часы АРМ показывали')
    await deputy.shoot(`late-listed-${look}`)
    assert.deepEqual(await deputy.cut(), [])
    assert.deepEqual(await deputy.unfit(), [])
    // The clock of the witness was wrong: its seals of the day prove nothing.
    await deputy.page.getByRole('button', { name: /^Не верить/ }).first().focus()
    await deputy.press('Enter')
    await deputy.dialog.waitFor()
    await deputy.write('Часы секретаря спешили на сутки')
    await deputy.shoot(`late-void-${look}`)
    await deputy.press('Tab', 'Enter')
    await deputy.sees('Не доказывают ничего')
    await deputy.sees('Часы секретаря спешили на сутки')
    await deputy.until('the mark is in time', async () => (await line.count()) === 0)
    await deputy.page.getByRole('button', { name: /^Верить снова/ }).first().focus()
    await deputy.press('Enter')
    await deputy.says(line, 'внесено поздно')
    // The teacher sees the own entry and why, without the seals.
    await teacher.ask('sync_now')
    await teacher.go('Отложенные')
    await teacher.sees('внесено поздно')
    assert.equal(await teacher.page.getByRole('button', { name: /^Не верить/ }).count(), 0)
    await teacher.shoot(`late-own-${look}`)
  })
}
