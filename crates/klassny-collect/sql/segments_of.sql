-- How many segments the figures of a school are made of; none where it is not here.
SELECT segments FROM klassny.school WHERE called = $1
