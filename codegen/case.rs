//! The names of schemas in the cases of Rust.

/// A name whose words are told by their case, or by characters between them.
pub(crate) trait Case {
    /// Returns `favorite_events` for `FavoriteEvents`.
    fn to_snake_case(&self) -> String;

    /// Returns `FAVORITE_EVENTS` for `FavoriteEvents`.
    fn to_shouty_snake_case(&self) -> String {
        self.to_snake_case().to_ascii_uppercase()
    }

    /// Returns `FavoriteEvents` for `favorite_events`.
    fn to_upper_camel_case(&self) -> String;
}

impl Case for str {
    fn to_snake_case(&self) -> String {
        words(self).join("_")
    }

    fn to_upper_camel_case(&self) -> String {
        let capitalized = words(self).into_iter().map(|mut word| {
            let first = word.remove(0).to_ascii_uppercase();
            word.insert(0, first);
            word
        });
        capitalized.collect()
    }
}

/// Returns the words of a name in lower case. Of several upper case letters, the last begins a word if a lower case one
/// follows.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut is_lower = false;
    let mut letters = name.chars().peekable();
    while let Some(letter) = letters.next() {
        let begins_lower = letters.peek().is_some_and(char::is_ascii_lowercase);
        let begins = letter.is_ascii_uppercase() && (is_lower || begins_lower);
        if begins || !letter.is_ascii_alphanumeric() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| letter.is_ascii_alphanumeric()) {
            word.push(letter.to_ascii_lowercase());
        }
        // A digit belongs to the letters before it.
        if !letter.is_ascii_digit() {
            is_lower = letter.is_ascii_lowercase();
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_by_case_and_by_what_is_between_them() {
        for (name, snake, camel) in [
            ("favorite_events", "favorite_events", "FavoriteEvents"),
            ("FavoriteEvents", "favorite_events", "FavoriteEvents"),
            ("post.mention.create", "post_mention_create", "PostMentionCreate"),
            ("animated-gif", "animated_gif", "AnimatedGif"),
            ("HTTPServer", "http_server", "HttpServer"),
            ("X509Certificate", "x509_certificate", "X509Certificate"),
            ("v2Post", "v2_post", "V2Post"),
            ("ApiV2", "api_v2", "ApiV2"),
            ("2_to_1", "2_to_1", "2To1"),
            ("timeMs", "time_ms", "TimeMs"),
            ("__typename", "typename", "Typename"),
            ("", "", ""),
        ] {
            assert_eq!(name.to_snake_case(), snake, "{name}");
            assert_eq!(name.to_shouty_snake_case(), snake.to_uppercase(), "{name}");
            assert_eq!(name.to_upper_camel_case(), camel, "{name}");
        }
    }
}
