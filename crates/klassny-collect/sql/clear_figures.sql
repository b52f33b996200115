DELETE FROM klassny.figures WHERE called = $1
