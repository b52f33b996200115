// The end of the year: the director closes it with what is open said, and opens it again.
import assert from 'node:assert/strict'
import { AFTERNOON, CLERK, DEPUTY, PEOPLE, story } from './kit.mjs'

const RUSSIAN = PEOPLE.teacher.find((name) => name.startsWith('Лаврентьева'))

for (const [width, height, dark] of [[1366, 768, false], [1920, 1080, true]]) {
  story(`p7 the director closes the year, a teacher is refused, the year is opened again, ${width}${dark ? ', dark' : ''}`, async (school) => {
    const [director, deputy, teacher] = await Promise.all([
      school.desk('clerk', { now: AFTERNOON, width, height, dark }), school.desk('deputy', { now: AFTERNOON }), school.desk('teacher', { now: AFTERNOON }),
    ])
    await Promise.all([deputy.enters(DEPUTY), teacher.enters(RUSSIAN)])
    const { people } = await deputy.ask('people')
    const name = people.find((person) => person.roles.includes('director')).name
    await deputy.leave()
    const invitation = await deputy.invite(name)
    await director.enters(CLERK)
    await director.leave()
    await director.until('the invitation has arrived', async () => (await director.ask('app_state')).people.some((person) => person.name === name && person.way === 'invitation'))
    await director.first(name, invitation)

    // A deputy sees how the year stands and cannot close it.
    await deputy.enters(DEPUTY)
    await deputy.go('Проверка')
    const of = (desk) => desk.page.getByRole('region', { name: /Учебный год/ })
    await deputy.says(of(deputy), 'Год закрывает директор')

    const tone = `${width}-${dark ? 'dark' : 'light'}`
    await director.go('Проверка')
    await director.says(of(director), 'Уроки идут до')
    await of(director).locator('summary').focus()
    await director.press('Enter')
    await director.says(of(director), '4 четверть')
    await director.page.mouse.wheel(0, 10_000)
    await director.shoot(`year-open-${tone}`)
    assert.deepEqual([...(await director.unfit()), ...(await director.cut())], [])
    await of(director).getByRole('button', { name: 'Закрыть год' }).focus()
    await director.press('Enter')
    await director.dialog.waitFor()
    await director.says(director.dialog, 'Уроки ещё идут')
    await director.write('Школу закрывают на карантин до лета')
    await director.shoot(`year-close-${tone}`)
    assert.deepEqual(await director.unfit(), [])
    await director.press('Tab', 'Enter')
    await director.says(of(director), 'Закрыт 23.10, 15:0')
    await director.says(of(director), 'на карантин до лета')
    await director.shoot(`year-closed-${tone}`)
    assert.deepEqual([...(await director.unfit()), ...(await director.cut())], [])

    // It reaches the teacher, who is refused in words and not lost.
    await teacher.openGroup('5А русский', 'Русский язык')
    await teacher.until('the closing has arrived', async () => (await teacher.ask('journal_groups')).groups.every((group) => group.terms.every((term) => term.closed)))
    await teacher.press('F9')
    await teacher.page.getByRole('alert').first().waitFor()
    assert.match(await teacher.page.getByRole('alert').first().innerText(), /закрыт/i)

    await of(director).getByRole('button', { name: 'Открыть снова' }).focus()
    await director.press('Enter')
    await director.dialog.waitFor()
    await director.write('Карантин отменён')
    await director.press('Tab', 'Enter')
    await director.says(of(director), 'Уроки идут до')
    await teacher.until('the opening has arrived', async () => (await teacher.ask('journal_groups')).groups.every((group) => group.terms.every((term) => !term.closed)))
  })
}
