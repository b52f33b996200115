//! Subgroups against the load, the lists of classes and their own sizes.
//!
//! Owns who is in which half of a class. It must never put a pupil into a subgroup.

use super::doubt;
use super::load::{Group, group};
use crate::load::SubgroupRow;
use crate::problem::Problem;
use crate::rows::Rows;
use crate::text::{ClassName, key};
use std::collections::{HashMap, HashSet};

/// Doubts about subgroups: in the load, of the stated size, every pupil in exactly one.
pub(super) fn check(rows: &Rows, problems: &mut Vec<Problem>) {
    let mut members: HashMap<Group, u32> = HashMap::new();
    let mut places: HashMap<(ClassName, String, &str), u8> = HashMap::new();
    for row in &rows.subgroup_members {
        let subject = key(&row.subject);
        *members
            .entry((row.class.clone(), subject.clone(), row.subgroup))
            .or_default() += 1;
        let place = (row.class.clone(), subject, row.file_number.as_str());
        if let Some(other) = places.insert(place, row.subgroup) {
            let what = format!(
                "{}: ученик {} уже в {other} подгруппе",
                row.subject, row.file_number
            );
            problems.push(doubt(
                &row.source,
                what,
                "оставьте ученика в одной подгруппе",
            ));
        }
    }
    let loaded: HashSet<Group> = rows.load.iter().map(group).collect();
    for row in &rows.subgroups {
        let group = (row.class.clone(), key(&row.subject), row.subgroup);
        if !loaded.is_empty() && !loaded.contains(&group) {
            let what = format!(
                "подгруппы {} {} {} нет в нагрузке",
                row.class, row.subject, row.subgroup
            );
            problems.push(doubt(
                &row.source,
                what,
                "добавьте строку нагрузки или удалите подгруппу",
            ));
        }
        let counted = members.get(&group).copied().unwrap_or_default();
        let written = row.size.map(u32::from);
        if !rows.subgroup_members.is_empty() && written.is_some_and(|size| size != counted) {
            let what = format!(
                "{} {}, {} подгруппа: учащихся {}, а в составе {counted}",
                row.class,
                row.subject,
                row.subgroup,
                written.unwrap_or_default()
            );
            problems.push(doubt(&row.source, what, "сверьте состав подгруппы"));
        }
    }
    if !rows.subgroup_members.is_empty() {
        left_out(rows, &places, problems);
    }
}

fn left_out(
    rows: &Rows,
    places: &HashMap<(ClassName, String, &str), u8>,
    problems: &mut Vec<Problem>,
) {
    let first = |row: &&SubgroupRow| row.subgroup == 1;
    for row in rows.subgroups.iter().filter(first) {
        for pupil in rows.pupils.iter().filter(|pupil| pupil.class == row.class) {
            let place = (
                row.class.clone(),
                key(&row.subject),
                pupil.file_number.as_str(),
            );
            if !places.contains_key(&place) {
                let what = format!(
                    "{} {}: {} ни в одной подгруппе",
                    row.class,
                    row.subject,
                    pupil.name.full()
                );
                problems.push(doubt(
                    &row.source,
                    what,
                    "впишите ученика в состав подгруппы",
                ));
            }
        }
    }
}
