//! `sign` and `verify`.

use crate::program::{Folder, Told, code_without_reader, command, told, told_by, told_with};

/// The signature of `helloWorld` with the secret `ss`, as the SDK's documentation has it.
const SIGNATURE: &str = "sha256=YFpPr1o5UmzuIUDQn+BqYQ14kFOjWiWYc7oNiVymMgg=";

#[test]
fn a_body_is_signed_with_a_secret_from_each_place() {
    let folder = Folder::new("sign");
    folder.write("body", "helloWorld");
    folder.write("secret", "ss\n");
    folder.write("windows", "ss\r\n");
    let from_variable = |name: &str, arguments: &[&str]| {
        Told::from(command(&folder, arguments).env(name, "ss").output().unwrap())
    };
    for told in [
        from_variable("TWITTER_CONSUMER_SECRET", &["sign", "body"]),
        from_variable("TWITTER_CLIENT_SECRET", &["sign", "body", "--key", "client"]),
        from_variable("MY_SECRET", &["sign", "body", "--secret-env", "MY_SECRET"]),
        told(&folder, &["sign", "body", "--secret-file", "secret"]),
        told(&folder, &["sign", "body", "--secret-file", "windows"]),
        told_with(&folder, &["sign", "body", "--secret-stdin"], "ss\n"),
        told_with(&folder, &["sign", "--secret-file", "secret"], "helloWorld"),
        told_with(&folder, &["sign", "-", "--secret-file", "secret"], "helloWorld"),
    ] {
        assert_eq!((told.code, told.output), (Some(0), format!("{SIGNATURE}\n")));
    }
    let header = told(&folder, &["sign", "body", "--header", "--secret-file", "secret"]).output;
    assert_eq!(header, format!("x-twitter-webhooks-signature: {SIGNATURE}\n"));
    let arguments = ["sign", "body", "--header", "--key", "client", "--secret-file", "secret"];
    let header = told(&folder, &arguments).output;
    assert_eq!(header, format!("x-twitter-webhooks-signature-oauth2: {SIGNATURE}\n"));
}

#[test]
fn a_signature_is_verified_and_the_exit_code_tells() {
    let folder = Folder::new("verify");
    folder.write("body", "helloWorld");
    folder.write("secret", "ss\n");
    let header = format!("X-Twitter-Webhooks-Signature: {SIGNATURE}");
    let client_header = format!("x-twitter-webhooks-signature-oauth2:{SIGNATURE}");
    let client = ["--key", "client"];
    for (signature, more, input, code, expected) in [
        (SIGNATURE, &[][..], "helloWorld", 0, "the signature matches"),
        (&header, &[], "helloWorld", 0, "the signature matches"),
        (&client_header, &client, "helloWorld", 0, "the signature matches"),
        (SIGNATURE, &[], "helloWorld\n", 1, "the signature does not match"),
        (SIGNATURE, &[], "", 1, "the body is empty"),
        ("sha256=00", &[], "helloWorld", 1, "expected the Base64 of 32 bytes"),
        (&SIGNATURE[7..], &[], "helloWorld", 1, "begins with `sha256=`"),
        (&client_header, &[], "helloWorld", 2, "expected the header x-twitter-webhooks-signature,"),
        ("x\u{7f}", &[], "helloWorld", 2, "expected the value of a header"),
    ] {
        let arguments = ["verify", "--secret-file", "secret", "--signature", signature];
        let told = told_with(&folder, &[&arguments[..], more].concat(), input);
        assert_eq!(told.code, Some(code), "{signature}: {told:?}");
        assert!((told.output + &told.errors).contains(expected), "{signature}: {expected}");
    }
}

#[test]
fn a_missing_secret_is_told_and_no_secret_is_shown() {
    let folder = Folder::new("secret");
    folder.write("body", "helloWorld");
    folder.write("secret", "hunter2\n");
    folder.write("binary", b"hunter2\xff");
    folder.write("empty", "\n");
    for (arguments, code, expected) in [
        (&[][..], 2, "the environment variable TWITTER_CONSUMER_SECRET, which is not set"),
        (&["--key", "client"], 2, "TWITTER_CLIENT_SECRET"),
        (&["--secret-env", "NOTHING"], 2, "NOTHING"),
        (&["--secret-file", "none"], 2, "cannot read none"),
        (&["--secret-file", "binary"], 2, "binary: expected a secret in UTF-8"),
        (&["--secret-file", "empty"], 2, "expected a secret, found empty text"),
        (&["--secret-file", "secret", "--secret-stdin"], 2, "cannot be used with"),
        (&["--secret", "hunter2"], 2, "unexpected argument"),
    ] {
        let told = told(&folder, &[&["sign", "body"], arguments].concat());
        assert_eq!(told.code, Some(code), "{arguments:?}: {told:?}");
        assert!(told.errors.contains(expected), "{arguments:?}: {told:?}");
        assert!(!(told.output + &told.errors).contains("hunter2"), "{arguments:?}");
    }
    let told = told_with(&folder, &["sign", "--secret-stdin"], "hunter2");
    assert_eq!(told.code, Some(2));
    assert!(told.errors.contains("--secret-stdin reads standard input"), "{told:?}");
    let mut command = command(&folder, &["sign", "none"]);
    let told = told_by(command.env("TWITTER_CONSUMER_SECRET", "hunter2"), "");
    assert_eq!((told.code, told.errors.contains("hunter2")), (Some(2), false), "{told:?}");
}

/// The verdict does not depend on who reads it.
#[test]
fn a_signature_that_does_not_match_fails_although_nobody_reads_the_output() {
    let folder = Folder::new("verify-closed");
    folder.write("body", "helloWorld");
    folder.write("secret", "ss");
    for (signature, code) in [(SIGNATURE, 0), ("sha256=AAAA", 1)] {
        let arguments = ["verify", "body", "--secret-file", "secret", "--signature", signature];
        assert_eq!(code_without_reader(&folder, &arguments), Some(code), "{signature}");
    }
    let arguments = ["verify", "none", "--secret-file", "secret", "--signature", SIGNATURE];
    assert_eq!(told(&folder, &arguments).code, Some(2));
}
