//! Help, completions and manual pages.

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
    let version = told(&folder, &["--version"]);
    assert_eq!(version.output, format!("account-activity {}\n", env!("CARGO_PKG_VERSION")));
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
