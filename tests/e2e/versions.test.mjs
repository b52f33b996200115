// Programs of different age on one journal: new rules begin once every machine knows them (P10).
import assert from 'node:assert/strict'
import { AFTERNOON, CLERK, DEPUTY, PEOPLE, story } from './kit.mjs'

const RUSSIAN = PEOPLE.teacher.find((name) => name.startsWith('Лаврентьева'))
const MONDAY = '2026-10-26T12:00'

for (const [width, height, dark] of [[1366, 768, false], [1920, 1080, true]]) {
  story(`p10 new rules wait for every machine, and an old program then only reads, ${width}${dark ? ', dark' : ''}`, async (school) => {
    const look = { width, height, dark }
    const tone = `${width}-${dark ? 'dark' : 'light'}`
    const [admin, teacher, clerk] = await Promise.all([
      school.desk('deputy', { now: AFTERNOON, next: true, ...look }), school.desk('teacher', { now: AFTERNOON, ...look }), school.desk('clerk', { now: AFTERNOON, next: true }),
    ])
    await clerk.enters(CLERK)
    await teacher.enters(RUSSIAN)
    await admin.enters(DEPUTY)
    await admin.go('Рабочие места')
    const note = admin.page.locator('.rules-note')
    await admin.until('the clerk has updated', async () => (await admin.ask('devices')).rules.lacking.length === 1)
    await admin.says(note, 'Не знают их: АРМ 7')
    await admin.shoot(`rules-lacking-${tone}`)
    assert.deepEqual([...(await admin.unfit()), ...(await admin.cut())], [])

    await teacher.again({ now: AFTERNOON, next: true, ...look })
    await teacher.enters(RUSSIAN)
    await admin.says(note, 'Их знают все машины школы')
    await admin.shoot(`rules-known-${tone}`)
    await note.locator('input.date').focus()
    await admin.write('26.10.2026')
    await admin.press('Tab')
    await note.getByRole('button', { name: 'Назначить' }).focus()
    await admin.press('Enter')
    await admin.says(note, 'Действуют с 26.10.2026')
    await admin.shoot(`rules-set-${tone}`)
    assert.deepEqual([...(await admin.unfit()), ...(await admin.cut())], [])

    // The program of before on Monday: the journal is there, and takes nothing.
    await teacher.until('the day has arrived', async () => (await teacher.ask('sync_now')).brief.link.state === 'online' && (await teacher.ask('status')).unsent === 0)
    await teacher.again({ now: MONDAY, ...look })
    await teacher.enters(RUSSIAN)
    await teacher.says(teacher.status, 'только чтение: обновите программу до 9.0.0')
    await teacher.shoot(`rules-old-${tone}`)
    assert.deepEqual([...(await teacher.unfit()), ...(await teacher.cut())], [])
  })
}
