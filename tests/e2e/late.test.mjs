// What came after the close: the deputy's list, an acceptance and its taking back; what is told
// to a person who was away; the share's own words.
import assert from 'node:assert/strict'
import { AFTERNOON, DEPUTY, PEOPLE, story } from './kit.mjs'

const RUSSIAN = PEOPLE.teacher.find((name) => name.startsWith('Лаврентьева'))

/** Closes the first quarter of 5А although faults were planted in it. */
async function close(deputy) {
  const choice = (await deputy.ask('class_choices')).classes.find((one) => one.class_name === '5А')
  const at = { class: choice.class, term: choice.terms.find((one) => one.number === 1).term }
  await deputy.ask('close_term', { ...at, despite: 'Учебные недочёты оставлены нарочно' })
}

for (const [width, height, dark] of [[1366, 768, false], [1920, 1080, true]]) {
  const look = `${width}-${dark ? 'dark' : 'light'}`
  story(`p7 d12 r59 late marks are listed, accepted with a reason, shown in the cell, taken back, ${look}`, async (school) => {
    const [teacher, deputy] = await Promise.all([
      school.desk('teacher', { now: AFTERNOON, width, height, dark }), school.desk('deputy', { now: AFTERNOON, width, height, dark }),
    ])
    await Promise.all([teacher.enters(RUSSIAN), deputy.enters(DEPUTY)])
    // Nothing is set aside: an empty state teaches.
    await deputy.go('Отложенные')
    await deputy.sees('Отложенных записей нет')
    await deputy.shoot(`aside-empty-${look}`)
    const today = await teacher.openGroup('5А русский', 'Русский язык')
    await teacher.press('F9')
    await teacher.says(teacher.lines.locator('tr.here .ln'), '39')
    await teacher.until('the lesson is sent', async () => (await teacher.ask('status')).unsent === 0)
    await deputy.ask('sync_now')
    // The plug is pulled: the teacher marks, the deputy closes, neither knows of the other.
    school.unplug()
    await teacher.press('5', '4', '3')
    await teacher.says(teacher.cell(2, today), '3')
    await close(deputy)
    await deputy.shoot(`share-away-${look}`)
    school.plug()
    await deputy.sees('Пришло после закрытия периода')
    const badge = deputy.page.locator('nav.rail [aria-current=page] .n')
    await deputy.says(badge, '3')
    await deputy.shoot(`aside-late-${look}`)
    assert.deepEqual(await deputy.cut(), [])
    assert.deepEqual(await deputy.unfit(), [])
    // The teacher sees the same as the teacher's own, without buttons.
    await teacher.go('Отложенные')
    await teacher.sees('Решает заместитель по УВР или директор')
    assert.equal(await teacher.page.getByRole('button', { name: /Принять/ }).count(), 0)
    // By keyboard: all, Enter, the reason.
    await deputy.page.locator('#main').click({ position: { x: 5, y: 5 } })
    await deputy.press('Control+a', 'Enter')
    await deputy.dialog.waitFor()
    await deputy.write('Учитель была без связи')
    await deputy.shoot(`aside-reason-${look}`)
    await deputy.press('Tab', 'Enter')
    await deputy.sees('Входит в журнал')
    await deputy.says(deputy.page.locator('#main'), 'Учитель была без связи')
    await deputy.until('the badge is gone', async () => (await badge.count()) === 0)
    await deputy.shoot(`aside-accepted-${look}`)
    // It counts on the other machine, and the cell tells who accepted it and why.
    await teacher.openGroup('5А русский', 'Русский язык')
    await teacher.until('three counts here too', async () => (await teacher.cell(2, today).innerText()).includes('3'))
    await teacher.press('ArrowDown', 'ArrowUp')
    await teacher.says(teacher.glass, 'Решения по записям')
    await teacher.says(teacher.glass, 'Учитель была без связи')
    await teacher.shoot(`aside-cell-${look}`)
    // Undo of the last decision.
    await deputy.press('Control+z')
    await deputy.sees('Решение отменено')
    await teacher.until('three counts no more', async () => !(await teacher.cell(2, today).innerText()).includes('3'))
    // Read and left: off the badge, still on the list.
    await deputy.page.locator('#main input[data-fact]').first().focus()
    await deputy.press('Control+a')
    await deputy.page.getByRole('button', { name: /^Прочитано/ }).focus()
    await deputy.press('Enter')
    await deputy.sees('Прочитано, оставлено')
    await deputy.until('the badge is gone', async () => (await badge.count()) === 0)
    await deputy.go('Обмен')
    await deputy.sees('Хранится, но не засчитано')
    await deputy.shoot(`share-kept-${look}`)
    assert.deepEqual(await deputy.cut(), [])
    assert.deepEqual(await deputy.unfit(), [])
  })
}

story('r70 after unlocking a person is told what others changed meanwhile, once, and each opens its place', async (school) => {
  const [teacher, deputy] = await Promise.all([
    school.desk('teacher', { now: AFTERNOON }), school.desk('deputy', { now: AFTERNOON }),
  ])
  await Promise.all([teacher.enters(RUSSIAN), deputy.enters(DEPUTY)])
  await teacher.openGroup('5А русский', 'Русский язык')
  const line = teacher.page.locator('aside.away')
  assert.equal(await line.count(), 0, 'nothing is shown where nothing changed')
  await teacher.press('Control+l')
  await teacher.page.locator('#password').waitFor()
  // A permit to the teacher is news; that the term was closed too.
  await deputy.openGroup('5А русский', 'Русский язык')
  const column = await deputy.column('09.10')
  const from = await deputy.stands('Русский язык')
  await deputy.press(...Array(from - column).fill('ArrowLeft'))
  await deputy.page.getByRole('button', { name: 'Разрешить правку' }).focus()
  await deputy.press('Enter')
  await deputy.dialog.waitFor()
  await deputy.write('Ошибка при переносе с листа')
  await deputy.press('Enter')
  await deputy.dialog.waitFor({ state: 'hidden' })
  await close(deputy)
  await deputy.until('both are sent', async () => (await deputy.ask('status')).unsent === 0)
  // A locked machine goes on reading the share; only the answer is for who is signed in.
  await assert.rejects(teacher.ask('sync_now'), (error) => error.api.code === 'not_signed_in')
  await teacher.page.locator('#password').focus()
  await teacher.write(PEOPLE.password)
  await teacher.press('Enter')
  await teacher.says(line, 'Изменения, пока вас не было')
  await teacher.shoot('away-line-1366-light')
  await line.getByRole('button', { name: 'Показать' }).focus()
  await teacher.press('Enter')
  await teacher.dialog.waitFor()
  await teacher.says(teacher.dialog, 'Разрешение вам')
  await teacher.shoot('away-list-1366-light')
  assert.deepEqual(await teacher.unfit(), [])
  await teacher.dialog.getByRole('button', { name: /Открыть: Разрешение вам/ }).focus()
  await teacher.press('Enter')
  await teacher.stands('Русский язык')
  await line.getByRole('button', { name: 'Прочитано' }).focus()
  await teacher.press('Enter')
  await line.waitFor({ state: 'hidden' })
  assert.equal((await teacher.ask('while_away')).total, 0)
})
