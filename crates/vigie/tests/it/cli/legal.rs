//! `vigie legal` and `vigie order`.

use crate::support::Cli;

/// Goal: what ships is listed; a changed set is compared, put in force, and refused where it
/// changes the words of a version.
#[test]
fn a_set_is_listed_compared_and_imported() {
    let cli = Cli::with_desk();
    let listed = cli.run(&["legal", "list"]).expect_code(0);
    assert!(
        listed.stdout.contains("tco_removal_order@1"),
        "{}",
        listed.stdout
    );
    let set = cli
        .run(&["legal", "list", "--json"])
        .expect_code(0)
        .json()
        .remove(0);
    let write = |name: &str, set: &serde_json::Value| cli.write(name, set.to_string());
    let file = write("set.json", &set);
    cli.run(&["legal", "diff", &file]).expect_code(0);
    let same = cli.run(&["legal", "import", &file]).expect_code(2);
    assert!(same.stderr.contains("nothing changes"), "{}", same.stderr);
    let mut next = set;
    let bases = next["bases"].as_array_mut().unwrap();
    let order = bases
        .iter_mut()
        .find(|one| one["code"] == "tco_removal_order")
        .unwrap();
    order["exposure_orders"] = 3.into();
    let changed = write("changed.json", &next);
    let refused = cli.run(&["legal", "import", &changed]).expect_code(2);
    assert!(
        refused.stderr.contains("a version never changes"),
        "{}",
        refused.stderr
    );
    let bases = next["bases"].as_array_mut().unwrap();
    let order = bases
        .iter_mut()
        .find(|one| one["code"] == "tco_removal_order")
        .unwrap();
    order["version"] = 2.into();
    let raised = write("raised.json", &next);
    cli.run(&["legal", "diff", &raised]).expect_code(1);
    let imported = cli.run(&["legal", "import", &raised]).expect_code(0);
    assert!(
        imported.stdout.contains("added\ttco_removal_order@2"),
        "{}",
        imported.stdout
    );
    assert!(
        imported.stdout.contains("withdrawn\ttco_removal_order@1"),
        "{}",
        imported.stdout
    );
    let broken = cli.write("broken.json", "{}");
    cli.run(&["legal", "import", &broken]).expect_code(2);
    cli.run(&["order", "tasks"]).expect_code(1);
    cli.run(&["order", "list"]).expect_code(0);
    let missing = cli.run(&["order", "show", "V-2026-000001"]).expect_code(2);
    assert!(
        missing.stderr.contains("there is no such order"),
        "{}",
        missing.stderr
    );
}
