//! Help, completions and manual pages.

use std::collections::BTreeSet;

use crate::example::assert_survives;
use crate::program::{Folder, command, told};

const COMMANDS: [&str; 10] =
    ["check", "cat", "sign", "verify", "crc", "deliver", "emulator", "inbox", "completions", "man"];

#[test]
fn help_of_each_command_has_examples() {
    let folder = Folder::new("help");
    let program = told(&folder, &["--help"]);
    assert_eq!(program.code, Some(0));
    assert!(program.output.contains("Exit codes: "), "{}", program.output);
    for name in COMMANDS {
        assert!(program.output.contains(&format!("  {name}  ")), "{name}: {}", program.output);
        for arguments in [[name, "--help"], ["help", name]] {
            let told = told(&folder, &arguments);
            let example = format!("account-activity {name}");
            let (_, examples) = told.output.split_once("Examples:").expect(name);
            assert!(examples.contains(&example), "{}", told.output);
            // Nothing is colored that is not a terminal.
            assert!(!told.output.contains('\u{1b}'), "{}", told.output);
        }
    }
    for name in &COMMANDS[..8] {
        let told = told(&folder, &[name, "--help"]);
        assert!(told.output.contains("Exit codes: "), "{}", told.output);
    }
    for name in ["ls", "show", "retry", "drop", "export"] {
        let told = told(&folder, &["inbox", name, "--help"]);
        let (_, examples) = told.output.split_once("Examples:").expect(name);
        assert!(examples.contains(&format!("account-activity inbox {name}")), "{}", told.output);
        assert!(examples.contains("Exit codes: "), "{}", told.output);
    }
    let version = told(&folder, &["--version"]);
    assert_eq!(version.output, format!("account-activity {}\n", env!("CARGO_PKG_VERSION")));
}

/// The names of the flags in a text, but for `--help` and `--version`.
fn flags(text: &str) -> BTreeSet<&str> {
    let words = text.split(|it: char| !(it.is_ascii_alphanumeric() || it == '-'));
    let flags = words.filter(|word| word.starts_with("--") && !word.starts_with("---"));
    flags.filter(|flag| !matches!(*flag, "--" | "--help" | "--version")).collect()
}

#[test]
fn the_manuals_name_the_flags_that_the_commands_have() {
    let folder = Folder::new("manuals");
    let guide = include_str!("../../docs/program.md");
    let (archives, rest) = guide.split_once("## Webhooks").unwrap();
    let (webhooks, rest) = rest.split_once("## The emulator").unwrap();
    let (_, inboxes) = rest.split_once("## Inboxes").unwrap();
    let emulator = include_str!("../../docs/emulator.md");
    for (manual, commands, others) in [
        (archives, &["check", "cat"][..], &[][..]),
        // Of curl.
        (webhooks, &["crc", "deliver", "sign", "verify"], &["--data-binary"]),
        (inboxes, &["inbox ls", "inbox show", "inbox retry", "inbox drop", "inbox export"], &[]),
        (emulator, &["emulator"], &[]),
    ] {
        let help: String = commands
            .iter()
            .map(|name| {
                let words: Vec<&str> = name.split(' ').chain(["--help"]).collect();
                let text = told(&folder, &words).output;
                // Examples pass flags to other programs.
                text.split("Examples:").next().unwrap().to_owned()
            })
            .collect();
        let mut named = flags(manual);
        named.retain(|flag| !others.contains(flag));
        assert_eq!(named, flags(&help), "{commands:?}");
    }
}

/// Examples are pasted, so no terminal of 80 columns breaks their lines.
#[test]
fn lines_of_examples_are_short() {
    let folder = Folder::new("examples");
    for name in COMMANDS {
        let text = told(&folder, &[name, "--help"]).output;
        let (_, examples) = text.split_once("Examples:\n").unwrap();
        for line in examples.lines().take_while(|line| line.starts_with("  ")) {
            assert!(line.chars().count() <= 80, "{line}");
        }
    }
}

/// `--json` of a command is not part of a group that it flattens.
#[test]
fn headings_group_what_belongs_together() {
    let folder = Folder::new("headings");
    for (name, heading, expected) in [
        ("check", "Limits:", &["--max-value", "--max-ratio", "--max-total"][..]),
        ("cat", "Limits:", &["--max-value", "--max-ratio", "--max-total"]),
        ("cat", "Filter:", &["--kind", "--since", "--until", "--user"]),
        ("deliver", "Secret:", &["--key", "--secret-env", "--secret-file", "--secret-stdin"]),
        ("crc", "Secret:", &["--key", "--secret-env", "--secret-file", "--secret-stdin"]),
    ] {
        let text = told(&folder, &[name, "-h"]).output;
        let (_, group) = text.split_once(heading).unwrap();
        let (group, _) = group.split_once("\n\n").unwrap();
        let lines = group.lines().filter_map(|line| line.trim().strip_prefix("--"));
        let names: Vec<_> =
            lines.map(|line| format!("--{}", line.split(' ').next().unwrap())).collect();
        assert_eq!(names, expected, "{text}");
    }
    // The long help of a command is more than its line in the list.
    let text = told(&folder, &["crc", "--help"]).output;
    assert!(text.contains("The request is signed"), "{text}");
}

#[test]
fn each_shell_gets_completions_and_each_command_a_manual_page() {
    let folder = Folder::new("completions");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let told = told(&folder, &["completions", shell]);
        assert_eq!(told.code, Some(0), "{shell}");
        assert!(told.output.contains("secret-stdin"), "{shell}");
    }
    let page = told(&folder, &["man"]).output;
    assert!(
        page.starts_with(".ie") && page.contains(".TH account\\-activity 1")
            || page.contains(".TH account-activity 1"),
        "{page}"
    );
    for path in [&["crc"][..], &["inbox", "ls"]] {
        let page = told(&folder, &[&["man"], path].concat());
        assert_eq!(page.code, Some(0), "{page:?}");
        assert!(page.output.contains(".SH OPTIONS"), "{page:?}");
    }
    let unknown = told(&folder, &["man", "dance"]);
    assert_eq!(unknown.code, Some(2), "{unknown:?}");
}

#[test]
fn wrong_use_is_told_with_what_is_meant() {
    let folder = Folder::new("misuse");
    for (arguments, expected) in [
        (&[][..], "Usage: account-activity <COMMAND>"),
        (&["sing"], "a similar subcommand exists: 'sign'"),
        (&["sign", "--secret-fil", "x"], "a similar argument exists: '--secret-file'"),
    ] {
        let told = told(&folder, arguments);
        assert_eq!(told.code, Some(2), "{told:?}");
        assert!(told.errors.contains(expected), "{told:?}");
    }
}

#[test]
fn a_closed_pipe_is_no_failure() {
    let folder = Folder::new("pipe");
    for arguments in [&["--help"][..], &["emulator", "--help"], &["man"], &["completions", "zsh"]] {
        assert_survives(&mut command(&folder, arguments));
    }
}
