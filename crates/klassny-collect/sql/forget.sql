-- A school that is collected no more.
DELETE FROM klassny.school WHERE called = $1
