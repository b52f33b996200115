// The plan of entry: made on the week grid, held at the door, left with a reason, reported and printed.
import assert from 'node:assert/strict'
import { AFTERNOON, DEPUTY, PEOPLE, story } from './kit.mjs'

const RUSSIAN = PEOPLE.teacher.find((name) => name.startsWith('Лаврентьева'))
const FILE = new URL('../data/Расписание_ввода_данных.xlsx', import.meta.url)

async function presses(desk, name, within = desk.page) {
  await within.getByRole('button', { name }).first().focus()
  await desk.press('Enter')
}

/** Opens the plan of a machine. */
async function station(desk, number) {
  await desk.go('План ввода')
  await presses(desk, `АРМ № ${number}`, desk.page.locator('nav.stations'))
  await desk.says(desk.page.locator('.slot-week h2'), `АРМ № ${number}`)
}

const slot = (desk, words) => desk.page.locator('.slot-week .slot', { hasText: words })

/** Gives somebody a time on Friday by the dialog. */
async function gives(desk, name, from, until) {
  await desk.press('Insert')
  await desk.dialog.waitFor()
  await desk.dialog.getByLabel('Кто').selectOption({ label: name })
  await desk.dialog.getByLabel('День недели').selectOption({ label: 'пятница' })
  for (const [label, text] of [['С', from], ['До', until]]) {
    await desk.dialog.getByLabel(label, { exact: true }).fill(text)
  }
  await desk.press('Enter')
}

async function sets(desk, policy) {
  await presses(desk, 'Правило…')
  await desk.dialog.waitFor()
  await desk.dialog.getByRole('radio', { name: policy }).check()
  await desk.dialog.getByRole('radio', { name: policy }).focus()
  await desk.press('Enter')
  await desk.dialog.waitFor({ state: 'hidden' })
}

for (const [width, height, dark, scale] of [[1366, 768, false, 1], [1920, 1080, true, 1], [1093, 614, false, 1.25]]) {
  const look = `${width}-${dark ? 'dark' : 'light'}`
  story(`r34 r13 the plan is made by keyboard and mouse, checked, taken back, printed, ${look}`, async (school) => {
    const desk = await school.desk('deputy', { now: AFTERNOON, width, height, dark, scale })
    await desk.enters(DEPUTY)
    await station(desk, 7)
    await desk.shoot(`slots-plan-${look}`)
    assert.deepEqual(await desk.cut(), [])
    assert.deepEqual(await desk.unfit(), [])
    await gives(desk, RUSSIAN, '18:00', '18:20')
    await desk.dialog.waitFor({ state: 'hidden' })
    const own = slot(desk, '18:00–18:20')
    await own.waitFor()
    // Arrows with Alt move it, with Shift they change its length; Ctrl+Z takes each back.
    await own.focus()
    await desk.press('Alt+ArrowDown')
    await slot(desk, '18:05–18:25').waitFor()
    await desk.until('the focus went with it', () => desk.page.locator('.slot:focus', { hasText: '18:05' }).count())
    await desk.press('Shift+ArrowDown')
    await slot(desk, '18:05–18:30').waitFor()
    await desk.press('Alt+ArrowLeft')
    await desk.until('it is Thursday’s', () => desk.page.getByRole('button', { name: /четверг, 18:05–18:30/ }).count())
    await desk.press('Control+z')
    await desk.until('it is Friday’s again', () => desk.page.getByRole('button', { name: /пятница, 18:05–18:30/ }).count())
    // By mouse: dragged down by ten minutes, its lower edge pulled.
    await slot(desk, '18:05–18:30').scrollIntoViewIfNeeded()
    const box = await slot(desk, '18:05–18:30').boundingBox()
    await desk.page.mouse.move(box.x + 30, box.y + 8)
    await desk.page.mouse.down()
    await desk.page.mouse.move(box.x + 30, box.y + 20)
    await desk.page.mouse.move(box.x + 30, box.y + 30)
    await desk.page.mouse.up()
    await desk.page.locator('.slot-week .slot:not(.held)', { hasText: '18:15–18:40' }).waitFor()
    // Two people at one machine are refused, and nothing is lost of what was typed.
    await gives(desk, PEOPLE.teacher.find((name) => name !== RUSSIAN), '18:20', '18:50')
    await desk.sees('за этим АРМ Лаврентьева В. П.')
    await desk.shoot(`slots-taken-${look}`)
    await desk.press('Escape')
    await desk.dialog.waitFor({ state: 'hidden' })
    await slot(desk, '18:15–18:40').focus()
    await desk.press('Delete')
    await slot(desk, '18:15–18:40').waitFor({ state: 'detached' })
    await desk.press('Control+z')
    await slot(desk, '18:15–18:40').waitFor()
    // The file of the sample year is looked at: it is in the plan already, but for this time.
    await presses(desk, 'Из файла…')
    await desk.dialog.waitFor()
    await desk.dialog.getByLabel('Файл с расписанием ввода').fill(decodeURIComponent(FILE.pathname))
    await desk.press('Enter')
    await desk.sees('уже есть: 354, нет в файле: 1')
    await desk.shoot(`slots-file-${look}`)
    await desk.press('Escape')
    await desk.dialog.waitFor({ state: 'hidden' })
    const printed = await desk.ask('print_slots', { workstation: 7 })
    assert.match(printed.file, /АРМ 7.*\.pdf$/)
    await presses(desk, 'Печать')
    await presses(desk, 'Весь план и лист на каждую дверь')
    await desk.sees('Напечатано в файл: Расписание ввода')
    await desk.page.getByRole('button', { name: 'Соблюдение' }).click()
    await desk.page.locator('.kept tbody tr').first().waitFor()
    await presses(desk, RUSSIAN)
    await desk.says(desk.page.locator('.plan-side'), RUSSIAN)
    await desk.shoot(`slots-kept-${look}`)
    assert.deepEqual(await desk.cut(), [])
    assert.deepEqual(await desk.unfit(), [])
    await presses(desk, 'Печать')
    await desk.sees('Соблюдение расписания ввода')
    await desk.page.getByRole('button', { name: 'Допуск' }).click()
    await desk.sees('Никого не впускали')
    await desk.shoot(`slots-let-in-${look}`)
  })
}

story('r34 r36 outside the slot the door is shut, a deputy lets in with a reason, and the lock keeps what was typed', async (school) => {
  const [teacher, deputy] = await Promise.all([
    school.desk('teacher', { now: AFTERNOON }), school.desk('deputy', { now: AFTERNOON }),
  ])
  await deputy.enters(DEPUTY)
  await station(deputy, 7)
  await sets(deputy, 'не входить; в конце времени экран закроется')
  await deputy.sees('Вне своего времени вход закрыт')
  await teacher.enters(RUSSIAN).catch(() => {})
  await teacher.until('the rule has arrived', async () => {
    await teacher.ask('sync_now').catch(() => null)
    return (await teacher.ask('app_state')).slot_policy === 'no_sign_in'
  })
  await teacher.page.reload()
  await teacher.page.locator('main.desk').waitFor()
  await teacher.choose(RUSSIAN)
  await teacher.sees('Сейчас не ваше время ввода')
  await teacher.sees('Вход откроет завуч, директор или администратор')
  await teacher.shoot('slots-door')
  await teacher.signIn(RUSSIAN)
  await teacher.sees('Вход сейчас закрыт: это не ваше время ввода.')
  await teacher.shoot('slots-door-refused')
  assert.deepEqual(await teacher.unfit(), [])

  await deputy.page.getByRole('button', { name: 'Допуск' }).click()
  await presses(deputy, 'Впустить…')
  await deputy.dialog.waitFor()
  await deputy.dialog.getByLabel('Кто').selectOption({ label: RUSSIAN })
  await deputy.dialog.getByLabel('Рабочее место').selectOption({ label: /АРМ № 7,/ }).catch(() => deputy.dialog.getByLabel('Рабочее место').selectOption('7'))
  await deputy.dialog.getByLabel('Почему').fill('была на совещании')
  await deputy.shoot('slots-let-in-dialog')
  await deputy.press('Enter')
  await deputy.dialog.waitFor({ state: 'hidden' })
  await deputy.sees('была на совещании; впустил(а)')
  await deputy.ask('sync_now')

  await teacher.signIn(RUSSIAN)
  await teacher.page.getByRole('navigation').waitFor()
  const today = await teacher.openGroup('5А русский', 'Русский язык')
  assert.ok(today >= 0)
  await teacher.go('Урок')
  const topic = teacher.page.locator('#topic')
  await topic.fill('Причастный оборот')
  // Locked with the cursor in the field: it is saved, and stands there again after the password.
  await teacher.press('Control+l')
  await teacher.sees('Экран закрыт')
  await teacher.shoot('slots-locked')
  assert.equal(await teacher.page.locator('nav.rail').isVisible(), false, 'nothing of the journal is seen')
  await teacher.page.locator('#password').focus()
  await teacher.write(PEOPLE.password)
  await teacher.press('Enter')
  await teacher.page.locator('dialog.lock-cover').waitFor({ state: 'detached' })
  assert.equal(await topic.inputValue(), 'Причастный оборот')

  // The time is over while a dialog is being filled in: the core locks.
  await presses(teacher, 'Не состоялся')
  const reason = teacher.page.locator('dialog.dialog input[type=text], dialog.dialog textarea').first()
  await reason.fill('болезнь учителя')
  await teacher.ask('set_demo_clock', { now: '2026-10-23T16:30' })
  await teacher.page.locator('dialog.lock-cover').waitFor()
  await teacher.page.locator('#password').focus()
  await teacher.write(PEOPLE.password)
  await teacher.press('Enter')
  await teacher.sees('Вход сейчас закрыт')
  await teacher.press('Escape', 'Escape')
  assert.equal(await teacher.page.locator('dialog.lock-cover').isVisible(), true, 'Esc opens no lock')
  // Let in once more, from the other machine, the person finds the dialog as it was left.
  const { staff } = (await teacher.ask('app_state')).session
  await deputy.ask('let_in', { staff, workstation: 7, day: '2026-10-23', from: '16:00', until: '17:30', reason: 'не успела' })
  await deputy.ask('sync_now')
  await teacher.page.locator('#password').focus()
  await teacher.page.locator('#password').fill(PEOPLE.password)
  await teacher.press('Enter')
  await teacher.page.locator('dialog.lock-cover').waitFor({ state: 'detached' })
  assert.equal(await reason.inputValue(), 'болезнь учителя')
  await teacher.press('Escape')
  await teacher.until('all is sent', async () => (await teacher.ask('status')).unsent === 0)
  await deputy.ask('sync_now')
  await deputy.page.getByRole('button', { name: 'Соблюдение' }).click()
  await presses(deputy, RUSSIAN)
  await deputy.says(deputy.page.locator('.plan-side'), 'была на совещании')
  await deputy.shoot('slots-report')
})

story('r35 outside the slot a read-only session says so, refuses with the reason and keeps what was typed', async (school) => {
  const desk = await school.desk('deputy', { now: AFTERNOON, language: 'en' })
  await desk.enters(DEPUTY)
  await desk.ask('set_slot_rule', { policy: 'read_only', lock_minutes: 5, warn_minutes: 5, late_minutes: 10 })
  await desk.ask('sync_now')
  const teacher = await school.desk('teacher', { now: AFTERNOON })
  await teacher.enters(RUSSIAN)
  await teacher.until('the rule has arrived', async () => {
    await teacher.ask('sync_now')
    return (await teacher.ask('app_state')).session.read_only
  })
  await teacher.page.reload()
  await teacher.sees('Только чтение')
  await teacher.openGroup('5А русский', 'Русский язык')
  await teacher.go('Урок')
  await teacher.page.locator('#topic').fill('Причастный оборот')
  await teacher.press('Tab')
  await teacher.sees('сейчас можно только читать')
  await teacher.shoot('slots-read-only')
  await desk.go('Entry plan')
  await desk.sees('Outside one’s time the journal is read only')
  await desk.shoot('slots-plan-en')
  assert.deepEqual(await desk.cut(), [])
})
