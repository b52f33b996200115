DELETE FROM klassny.class WHERE called = $1
