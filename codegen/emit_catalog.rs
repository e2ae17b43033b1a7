//! Writes a catalog of events as Rust.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::case::Case;
use super::catalog::{Catalog, CatalogKind, Facts};
use super::emit::{paragraph, type_path};
use super::emit_events::contents;

/// Returns the types of a catalog's events, every match over them, and what is known about each
/// kind.
pub(crate) fn catalog(catalog: &Catalog) -> Result<String, String> {
    let kinds = &catalog.kinds;
    let parts = [
        event(kinds),
        event_methods(kinds),
        contents(kinds.iter().map(variant).zip(models(kinds))),
        kind(kinds),
        facts(kinds),
    ];
    let mut source = format!("// Generated from {} by build.rs.\n", catalog.source);
    for tokens in parts {
        let file = syn::parse2(tokens).map_err(|error| {
            format!("{}: the generated source is not valid Rust: {error}", catalog.source)
        })?;
        source.push('\n');
        source.push_str(&prettyplease::unparse(&file));
    }
    source.push_str(&format!("\nopen_enum! {{\n    EventKind = {:?};\n", catalog.source));
    for kind in kinds {
        let spellings = kind.facts.spellings.iter().map(|text| format!(" | {text:?}"));
        let spellings: String = spellings.collect();
        source.push_str(&format!("    {} = {:?}{spellings};\n", variant(kind), kind.text));
    }
    source.push_str("}\n");
    Ok(source)
}

fn variant(kind: &CatalogKind) -> Ident {
    format_ident!("{}", kind.text.to_upper_camel_case())
}

fn models(kinds: &[CatalogKind]) -> impl Iterator<Item = TokenStream> {
    kinds.iter().map(|kind| type_path(&kind.model))
}

fn event(kinds: &[CatalogKind]) -> TokenStream {
    let variants = kinds.iter().zip(models(kinds)).map(|(kind, model)| {
        let name = variant(kind);
        let docs = paragraph(&kind.description);
        let see = format!(" Facts about the kind: [`EventKind::{name}`].");
        let words = [&kind.text].into_iter().chain(&kind.words);
        quote! { #docs #[doc = ""] #[doc = #see] #(#[doc(alias = #words)])* #name(Box<#model>), }
    });
    let details = paragraph(
        "Every variant is boxed, so an event takes two words of memory. An event whose kind is \
         not in the schemas is [`Unknown`](Self::Unknown). An event that cannot be decoded is \
         [`Undecoded`](Self::Undecoded). Both keep their JSON.",
    );
    quote! {
        #[doc = " The content of one event."]
        #[doc = ""]
        #details
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum Event {
            #(#variants)*
            #[doc = " An event of a kind that is not in the schemas."]
            Unknown(Box<UnknownEvent>),
            #[doc = " An event of a known kind that cannot be decoded."]
            Undecoded(Box<UndecodedEvent>),
        }
    }
}

fn event_methods(kinds: &[CatalogKind]) -> TokenStream {
    let names: Vec<Ident> = kinds.iter().map(variant).collect();
    let types: Vec<TokenStream> = models(kinds).collect();
    quote! {
        impl Event {
            #[doc = " Returns the kind of the event. That of an undecoded event is the kind it would have."]
            #[must_use]
            pub fn kind(&self) -> EventKind {
                match self {
                    #(Self::#names(_) => EventKind::#names,)*
                    Self::Unknown(event) => EventKind::from(event.event_type()),
                    Self::Undecoded(event) => event.kind(),
                }
            }

            #[doc = " Reads the content of an event of a kind. `None` for null and other forms of absence,"]
            #[doc = " and for an unknown kind."]
            pub(crate) fn read_json<M: Mode>(
                kind: &EventKind,
                reader: &mut Reader<'_, M>,
            ) -> Result<Option<Self>, GaveUp> {
                Ok(match kind {
                    #(EventKind::#names => content::<#types, M>(reader)?.map(Self::#names),)*
                    EventKind::Unknown(_) => None,
                })
            }

            #[doc = " Serializes the content, without its envelope."]
            pub(crate) fn serialize_content<S>(&self, serializer: S) -> Result<S::Ok, S::Error>
            where
                S: serde::Serializer,
            {
                match self {
                    #(Self::#names(event) => event.serialize(serializer),)*
                    Self::Unknown(event) => event.raw().serialize(serializer),
                    Self::Undecoded(event) => event.raw().serialize(serializer),
                }
            }
        }

        impl EventKind {
            #[doc = " Returns the shape of the content. `None` for an unknown kind."]
            pub(crate) fn shape(&self) -> Option<&'static Object> {
                match self {
                    #(Self::#names => Some(object::shape::<#types>()),)*
                    Self::Unknown(_) => None,
                }
            }
        }
    }
}

fn kind(kinds: &[CatalogKind]) -> TokenStream {
    let names: Vec<Ident> = kinds.iter().map(variant).collect();
    let variants = kinds.iter().map(|kind| {
        let name = variant(kind);
        let docs = paragraph(&kind.description);
        let facts = facts_of(&kind.facts);
        let text = format!(" The text is `{}`.", kind.text);
        quote! { #docs #[doc = #text] #[doc = ""] #(#[doc = #facts])* #name, }
    });
    quote! {
        #[doc = " The kind of an [`Event`]: the `event_type` of the wire, without its content."]
        #[doc = ""]
        #[doc = " X can add kinds. Match the kinds you support, and compare others by their text, `as_str()`."]
        #[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        #[non_exhaustive]
        pub enum EventKind {
            #(#variants)*
            #[doc = " A kind that is not in the schemas. `as_str()` returns it."]
            Unknown(UnknownValue),
        }

        impl EventKind {
            #[doc = " Every known kind, in the order of the variants."]
            pub const ALL: &'static [Self] = &[#(Self::#names),*];
        }
    }
}

/// Returns the documentation of what is known about a kind.
fn facts_of(facts: &Facts) -> Vec<String> {
    let unknown = || "unknown".to_owned();
    let list = |texts: &[String]| match texts {
        [] => "none".to_owned(),
        texts => texts.iter().map(|text| format!("`{text}`")).collect::<Vec<_>>().join(", "),
    };
    // A kind without subscriptions needs no scope.
    let no_scope = || match facts.filters.as_deref() {
        Some([]) => "none".to_owned(),
        _ => unknown(),
    };
    let price = facts.price.as_ref().map(|[least, greatest]| match least == greatest {
        true => format!("{least} USD for 1,000 events"),
        false => format!("{least} to {greatest} USD for 1,000 events (X's texts disagree)"),
    });
    let mut lines = vec![
        format!(" - schema: {}", facts.confidence),
        format!(" - visibility: {}", facts.visibility.clone().unwrap_or_else(unknown)),
        format!(" - filter: {}", facts.filters.as_deref().map_or_else(unknown, list)),
        format!(" - scope: {}", facts.scope.as_ref().map_or_else(no_scope, |it| format!("`{it}`"))),
        format!(" - price: {}", price.unwrap_or_else(unknown)),
    ];
    let replaces = facts
        .replaces
        .iter()
        .map(|kind| format!("[`{kind}`](crate::EventKind::{})", kind.to_upper_camel_case()));
    let replaces: Vec<String> = replaces.collect();
    if !replaces.is_empty() {
        lines.push(format!(" - replaces: {}", replaces.join(", ")));
    }
    lines.extend(facts.lost.as_ref().map(|lost| format!(" - lost: {lost}")));
    lines
}

/// Returns what is known about each kind, as data.
fn facts(kinds: &[CatalogKind]) -> TokenStream {
    let names = kinds.iter().map(variant);
    let values = kinds.iter().map(|kind| {
        let facts = &kind.facts;
        let camel = |text: &String| format_ident!("{}", text.to_upper_camel_case());
        let confidence = camel(&facts.confidence);
        let visibility = option(facts.visibility.as_ref().map(|text| {
            let name = camel(text);
            quote!(Visibility::#name)
        }));
        let filters = option(facts.filters.as_ref().map(|filters| quote!(&[#(#filters),*])));
        let scope = option(facts.scope.as_ref().map(|scope| quote!(#scope)));
        let price = option(facts.price.as_ref().map(|prices| {
            let [least, greatest] = prices
                .each_ref()
                .map(|text| proc_macro2::Literal::u32_unsuffixed(text.parse().unwrap_or_default()));
            quote!(Price::new(#least, #greatest))
        }));
        let replaces = facts.replaces.iter().map(camel);
        let lost = option(facts.lost.as_ref().map(|lost| quote!(#lost)));
        quote! {
            Facts {
                confidence: Confidence::#confidence,
                visibility: #visibility,
                filters: #filters,
                scope: #scope,
                price: #price,
                replaces: Replaces::new(&[#(event::EventKind::#replaces),*], #lost),
            }
        }
    });
    quote! {
        impl EventKind {
            #[doc = " Returns the facts about the kind. `None` for an unknown kind."]
            pub(crate) const fn facts(&self) -> Option<&'static Facts> {
                Some(match self {
                    #(Self::#names => &const { #values },)*
                    Self::Unknown(_) => return None,
                })
            }
        }
    }
}

fn option(value: Option<TokenStream>) -> TokenStream {
    value.map_or_else(|| quote!(None), |value| quote!(Some(#value)))
}
