//! The record on a disk: its mode, its lines, and disks that are full or forbidden.

use std::os::unix::fs::PermissionsExt;

use serde_json::json;

use super::*;

fn row(id: &str, outcome: &str) -> AuditRow {
    AuditRow {
        id: id.into(),
        time: utc(SystemTime::UNIX_EPOCH),
        principal: "m".into(),
        chain: Vec::new(),
        tool: "look".into(),
        effect: Some(Effect::Write),
        scope: vec!["nothing of yours".into()],
        cwd: None,
        args: json!({}),
        decision: "allow".into(),
        source: "default rights".into(),
        outcome: outcome.into(),
        detail: None,
        duration_ms: 1,
    }
}

#[test]
fn a_call_has_the_row_that_came_last_and_only_its_owner_reads_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("made/audit.jsonl");
    let file = AuditFile::at(path.clone(), FILE_LIMIT);
    for row in [row("1", "started"), row("2", "ok"), row("1", "ok")] {
        file.write(&row).unwrap();
    }
    assert_eq!(
        std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o600
    );
    let (rows, unreadable) = file.read().unwrap();
    assert_eq!(
        (rows, unreadable),
        (vec![row("1", "ok"), row("2", "ok")], 0)
    );
}

#[test]
fn a_half_line_costs_itself_and_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let file = AuditFile::in_folder(folder.path());
    let path = folder.path().join("audit.jsonl");
    std::fs::write(&path, "{\"id\":\"half").unwrap();
    file.write(&row("1", "ok")).unwrap();
    assert_eq!(file.read().unwrap(), (vec![row("1", "ok")], 1));
}

#[test]
fn a_file_that_is_full_is_put_aside_and_the_oldest_goes() {
    let folder = tempfile::tempdir().unwrap();
    let file = AuditFile::at(folder.path().join("audit.jsonl"), 1000);
    for number in 0..40 {
        file.write(&row(&number.to_string(), "ok")).unwrap();
    }
    let mut names: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let wanted = [
        "audit.jsonl",
        "audit.jsonl.1",
        "audit.jsonl.2",
        "audit.jsonl.3",
    ];
    assert_eq!(names, wanted);
    for name in names {
        let length = std::fs::metadata(folder.path().join(&name)).unwrap().len();
        assert!(length <= 1000, "{name} has {length} bytes");
    }
    let ids: Vec<u32> = file
        .read()
        .unwrap()
        .0
        .iter()
        .map(|row| row.id.parse().unwrap())
        .collect();
    assert!(
        ids.is_sorted() && ids.last() == Some(&39) && ids[0] > 0,
        "{ids:?}"
    );
}

#[test]
fn a_link_in_place_of_the_file_is_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    let other = folder.path().join("other");
    std::fs::write(&other, "").unwrap();
    std::os::unix::fs::symlink(&other, folder.path().join("audit.jsonl")).unwrap();
    assert!(
        AuditFile::in_folder(folder.path())
            .write(&row("1", "ok"))
            .is_err()
    );
    assert_eq!(std::fs::read_to_string(other).unwrap(), "");
}

#[tokio::test]
async fn a_full_disk_is_an_error_that_says_so() {
    let full = Arc::new(AuditFile::at("/dev/full".into(), FILE_LIMIT));
    let audit = Audit::new(full);
    let why = audit.write(row("1", "ok")).await.unwrap_err();
    assert!(why.contains("No space left"), "{why}");
}

#[test]
fn two_writers_lose_no_row_while_files_are_put_aside() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("audit.jsonl");
    std::thread::scope(|scope| {
        for writer in ["a", "b"] {
            let file = AuditFile::at(path.clone(), 12_000);
            scope.spawn(move || {
                for number in 0..60 {
                    file.write(&row(&format!("{writer}{number}"), "ok"))
                        .unwrap();
                }
            });
        }
    });
    let (rows, unreadable) = AuditFile::at(path, 12_000).read().unwrap();
    assert_eq!((rows.len(), unreadable), (120, 0));
}

#[test]
fn moments_are_written_in_utc() {
    let at = |seconds| utc(SystemTime::UNIX_EPOCH + Duration::from_millis(seconds));
    assert_eq!(at(0), "1970-01-01T00:00:00.000Z");
    assert_eq!(at(951_782_400_123), "2000-02-29T00:00:00.123Z");
    assert_eq!(at(1_767_225_599_999), "2025-12-31T23:59:59.999Z");
}
