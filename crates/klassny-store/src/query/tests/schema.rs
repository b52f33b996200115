//! The tables of a migrated replica, as a snapshot: a change of it is a change people must see.
//!
//! Where a projected table changes, `PROJECTION` grows too.

use crate::project::tests::replica;
use rusqlite::Connection;

#[test]
fn the_migrated_schema_is_the_one_that_was_agreed() {
    let conn = replica();
    let sql = "SELECT name FROM pragma_table_list
               WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name";
    let tables: Vec<String> = lines(&conn, sql, "");
    let schema: Vec<String> = tables.iter().map(|table| describe(&conn, table)).collect();
    insta::assert_snapshot!(schema.join("\n"));
}

/// «mark, strict, without rowid», then a line for each column and index.
fn describe(conn: &Connection, table: &str) -> String {
    let head = "SELECT name || IIF(strict, ', strict', '') || IIF(wr, ', without rowid', '')
                FROM pragma_table_list WHERE schema = 'main' AND name = ?1";
    let columns = "SELECT '    ' || name || ' ' || type || IIF(\"notnull\", ' not null', '')
                       || IIF(pk, ' key ' || pk, '')
                   FROM pragma_table_xinfo(?1) ORDER BY cid";
    let indexes = "SELECT '    ' || IIF(l.\"unique\", 'unique', 'index') || ' on '
                       || group_concat(i.name, ', ' ORDER BY i.seqno)
                       || IIF(l.partial, ' where …', '')
                   FROM pragma_index_list(?1) AS l, pragma_index_info(l.name) AS i
                   WHERE l.origin <> 'pk' GROUP BY l.name ORDER BY 1";
    [head, columns, indexes]
        .map(|sql| lines(conn, sql, table).join("\n"))
        .join("\n")
        .trim_end()
        .to_owned()
}

fn lines(conn: &Connection, sql: &str, table: &str) -> Vec<String> {
    let mut select = conn.prepare(sql).unwrap();
    let params: &[&dyn rusqlite::ToSql] = if table.is_empty() { &[] } else { &[&table] };
    select
        .query_map(params, |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect()
}
