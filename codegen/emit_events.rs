//! Writes the table of events as Rust.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::case::Case;
use super::emit::{paragraph, type_path, wire};
use super::envelope::{Container, Entry, Envelope, EventKind, EventMember, Holds, Object};

/// Returns the types of an envelope's events, and every match over them.
pub(crate) fn events(envelope: &Envelope) -> Result<String, String> {
    let parts = [
        event(envelope),
        event_methods(envelope),
        contents(kinds(envelope).map(|(_, entry, kind)| (variant(kind), type_path(&entry.model)))),
        conversions(envelope),
        kind(envelope),
        member(envelope),
        member_methods(envelope),
    ];
    let mut source = head(envelope);
    for tokens in parts {
        let file = syn::parse2(tokens).map_err(|error| {
            format!("{}: the generated source is not valid Rust: {error}", envelope.shape.source)
        })?;
        source.push('\n');
        source.push_str(&prettyplease::unparse(&file));
    }
    Ok(source)
}

/// Returns the shape of an envelope, for `schema::payload()`: a constant for each of its objects.
pub(crate) fn shape(envelope: &Envelope) -> String {
    let mut source = head(envelope);
    write_object(&envelope.shape, &mut source);
    source
}

fn head(envelope: &Envelope) -> String {
    format!("// Generated from {} by build.rs.\n", envelope.shape.source)
}

/// Writes the objects within an object, then the object itself.
fn write_object(object: &Object, out: &mut String) {
    let mut members = String::new();
    for member in &object.members {
        let shape = match &member.holds {
            Holds::Coded(codec) => format!("<{} as Wire>::SHAPE", wire(codec)),
            Holds::Object(inner) => {
                write_object(inner, out);
                format!("Shape::Object(|| {})", constant(inner))
            }
        };
        let aliases = match member.aliases.as_slice() {
            [] => String::new(),
            aliases => format!(".or(&{aliases:?})"),
        };
        let key = &member.key;
        members.push_str(&format!("        Property::optional({key:?}, {shape}){aliases},\n"));
    }
    let (name, source) = (&object.name, &object.source);
    out.push_str(&format!("\nconst {}: &Object = &Object::new(\n", constant(object)));
    out.push_str(&format!("    {name:?},\n    {source:?},\n    &[\n{members}    ],\n);\n"));
}

fn constant(object: &Object) -> String {
    object.name.to_shouty_snake_case()
}

/// Returns each kind, with its entry and the member that holds it.
fn kinds(envelope: &Envelope) -> impl Iterator<Item = (&EventMember, &Entry, &EventKind)> {
    envelope.events.iter().flat_map(|member| {
        let entries = member.entries.iter();
        entries.flat_map(move |entry| entry.kinds.iter().map(move |kind| (member, entry, kind)))
    })
}

fn variant(kind: &EventKind) -> Ident {
    format_ident!("{}", kind.text.to_upper_camel_case())
}

fn member_variant(member: &EventMember) -> Ident {
    format_ident!("{}", member.key.to_upper_camel_case())
}

fn event(envelope: &Envelope) -> TokenStream {
    let variants = kinds(envelope).map(|(member, entry, kind)| {
        let (name, model) = (variant(kind), type_path(&entry.model));
        let docs = paragraph(&kind.description);
        let mut words = vec![&member.key];
        words.extend(&kind.aliases);
        quote! { #docs #(#[doc(alias = #words)])* #name(Box<#model>), }
    });
    let docs = [
        paragraph("One event of a payload."),
        paragraph(
            "Every variant is boxed, so an event takes two words of memory. An event whose kind is \
             not in the schemas is [`Unknown`](Self::Unknown). An event that cannot be decoded is \
             [`Undecoded`](Self::Undecoded). Both keep their JSON.",
        ),
    ];
    let [summary, details] = docs;
    quote! {
        #summary
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

fn event_methods(envelope: &Envelope) -> TokenStream {
    let names: Vec<Ident> = kinds(envelope).map(|(_, _, kind)| variant(kind)).collect();
    let members = kinds(envelope).map(|(member, entry, _)| {
        let (variant, name) = (member_variant(member), &entry.member);
        quote!((EventMember::#variant, #name))
    });
    quote! {
        impl Event {
            #[doc = " Returns the kind of the event."]
            #[must_use]
            pub fn kind(&self) -> EventKind {
                match self {
                    #(Self::#names(_) => EventKind::#names,)*
                    Self::Unknown(_) => EventKind::Unknown,
                    Self::Undecoded(_) => EventKind::Undecoded,
                }
            }

            #[doc = " Returns the meaning of the event: time, actor, target and identity."]
            pub(crate) fn occurrence(&self) -> &dyn Occurrence {
                match self {
                    #(Self::#names(event) => event.as_ref(),)*
                    Self::Unknown(event) => event.as_ref(),
                    Self::Undecoded(event) => event.as_ref(),
                }
            }

            #[doc = " Returns the member of the envelope that holds such events, and the name of the event"]
            #[doc = " in a member of [`Container::Members`]."]
            pub(crate) fn member(&self) -> Option<(EventMember, &'static str)> {
                match self {
                    #(Self::#names(_) => Some(#members),)*
                    Self::Unknown(_) | Self::Undecoded(_) => None,
                }
            }

            #[doc = " Serializes the object of the event, without its envelope."]
            pub(crate) fn serialize_object<S>(&self, serializer: S) -> Result<S::Ok, S::Error>
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
    }
}

/// Returns a method for each variant of `Event`, which returns its content.
pub(crate) fn contents(known: impl Iterator<Item = (Ident, TokenStream)>) -> TokenStream {
    let others = [
        (format_ident!("Unknown"), quote!(UnknownEvent)),
        (format_ident!("Undecoded"), quote!(UndecodedEvent)),
    ];
    let methods = known.chain(others).map(|(variant, content)| {
        let name = format_ident!("as_{}", variant.to_string().to_snake_case());
        let docs = format!(
            " Returns the content of [`Event::{variant}`]. `None` for every other variant."
        );
        quote! {
            #[doc = #docs]
            #[must_use]
            pub fn #name(&self) -> Option<&#content> {
                match self {
                    Self::#variant(event) => Some(event),
                    _ => None,
                }
            }
        }
    });
    quote! {
        impl Event {
            #(#methods)*
        }
    }
}

fn conversions(envelope: &Envelope) -> TokenStream {
    let entries = envelope
        .events
        .iter()
        .flat_map(|member| member.entries.iter().map(|entry| conversion(&member.key, entry)));
    quote! {
        #(#entries)*

        impl From<UnknownEvent> for Event {
            fn from(event: UnknownEvent) -> Self {
                Self::Unknown(Box::new(event))
            }
        }

        impl From<UndecodedEvent> for Event {
            fn from(event: UndecodedEvent) -> Self {
                Self::Undecoded(Box::new(event))
            }
        }
    }
}

/// Returns the conversion of a type into an event. The kind is the one that `type` selects, or the
/// only one.
fn conversion(key: &str, entry: &Entry) -> TokenStream {
    let model = type_path(&entry.model);
    let names: Vec<Ident> = entry.kinds.iter().map(variant).collect();
    let mut is_known = None;
    let body = match &entry.selector {
        None => quote!(#(Event::#names(self))*),
        Some(selector) => {
            let enumeration = type_path(&selector.enumeration);
            let values = entry.kinds.iter().filter_map(|kind| kind.value.as_ref());
            let values = values.map(|value| format_ident!("{}", value.to_upper_camel_case()));
            let unknown = quote!(UnknownEvent::new(#key, &*self).into());
            let of_unknown = if selector.is_optional {
                quote!(Some(#enumeration::Unknown(_)))
            } else {
                quote!(#enumeration::Unknown(_))
            };
            is_known = Some(quote! {
                fn is_known(&self) -> bool {
                    !matches!(self.kind, #of_unknown)
                }
            });
            if selector.is_optional {
                quote! {
                    match self.kind {
                        #(None | Some(#enumeration::#values) => Event::#names(self),)*
                        #of_unknown => #unknown,
                    }
                }
            } else {
                quote! {
                    match self.kind {
                        #(#enumeration::#values => Event::#names(self),)*
                        #of_unknown => #unknown,
                    }
                }
            }
        }
    };
    quote! {
        impl From<#model> for Event {
            fn from(event: #model) -> Self {
                Box::new(event).into_event()
            }
        }

        impl OfKind for #model {
            #is_known

            fn into_event(self: Box<Self>) -> Event {
                #body
            }
        }
    }
}

fn kind(envelope: &Envelope) -> TokenStream {
    let texts: Vec<&str> = kinds(envelope)
        .map(|(_, _, kind)| kind.text.as_str())
        .chain(["unknown", "undecoded"])
        .collect();
    let names: Vec<Ident> =
        texts.iter().map(|text| format_ident!("{}", text.to_upper_camel_case())).collect();
    let docs = names.iter().map(|name| format!(" The kind of [`Event::{name}`]."));
    quote! {
        #[doc = " The kind of an [`Event`], without its content."]
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        #[non_exhaustive]
        pub enum EventKind {
            #(#[doc = #docs] #names,)*
        }

        impl EventKind {
            #[doc = " Every kind, in the order of the variants."]
            pub const ALL: &'static [Self] = &[#(Self::#names),*];

            #[doc = " Returns the kind in `snake_case`, such as `tweet_create`."]
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    #(Self::#names => #texts,)*
                }
            }
        }
    }
}

fn member(envelope: &Envelope) -> TokenStream {
    let names = envelope.events.iter().map(member_variant);
    quote! {
        #[doc = " A member of the envelope that holds events."]
        #[derive(Clone, Copy, Debug, Eq, PartialEq)]
        pub(crate) enum EventMember {
            #(#names,)*
        }
    }
}

fn member_methods(envelope: &Envelope) -> TokenStream {
    let names: Vec<Ident> = envelope.events.iter().map(member_variant).collect();
    let keys: Vec<&str> = envelope.events.iter().map(|member| member.key.as_str()).collect();
    let spellings = envelope.events.iter().map(|member| {
        let (key, aliases) = (&member.key, &member.aliases);
        quote!(#key #(| #aliases)*)
    });
    let containers =
        envelope.events.iter().map(|member| format_ident!("{}", format!("{:?}", member.container)));
    let read = envelope.events.iter().map(|member| {
        let name = member_variant(member);
        let models: Vec<TokenStream> =
            member.entries.iter().map(|entry| type_path(&entry.model)).collect();
        match member.container {
            Container::Array => quote!(Self::#name => reader.array::<#(#models)*>(),),
            Container::Object => quote!(Self::#name => reader.object::<#(#models)*>(),),
            Container::Members => quote!(Self::#name => reader.members(),),
        }
    });
    let kinds = envelope.events.iter().map(|member| {
        let kinds = member.entries.iter().flat_map(|entry| &entry.kinds).map(variant);
        quote!(&[#(EventKind::#kinds),*])
    });
    let inner = kinds_of_members(envelope);
    quote! {
        impl EventMember {
            #[doc = " Returns the member whose key, or another spelling of it, is `key`."]
            pub(crate) fn of(key: &str) -> Option<Self> {
                Some(match key {
                    #(#spellings => Self::#names,)*
                    _ => return None,
                })
            }

            #[doc = " Returns the key of the member."]
            pub(crate) const fn key(self) -> &'static str {
                match self {
                    #(Self::#names => #keys,)*
                }
            }

            #[doc = " Returns the form in which the member holds its events."]
            pub(crate) const fn container(self) -> Container {
                match self {
                    #(Self::#names => Container::#containers,)*
                }
            }

            #[doc = " Returns the kinds of the events that the member can hold."]
            pub(crate) const fn kinds(self) -> &'static [EventKind] {
                match self {
                    #(Self::#names => #kinds,)*
                }
            }

            #[doc = " Reads the member with the types of its events."]
            pub(crate) fn read<R: ReadEvents>(self, reader: R) -> R::Output {
                match self {
                    #(#read)*
                }
            }

            #[doc = " Reads the event in a member of [`Container::Members`], if the schema has its name."]
            pub(crate) fn read_member<R: ReadEvents>(
                self,
                name: &str,
                reader: R,
            ) -> Option<R::Output> {
                match (self, name) {
                    #(#inner)*
                    _ => None,
                }
            }
        }
    }
}

/// Returns the arms that read the events of `Container::Members` by name.
fn kinds_of_members(envelope: &Envelope) -> impl Iterator<Item = TokenStream> {
    let members = envelope.events.iter().filter(|member| member.container == Container::Members);
    members.flat_map(|member| {
        let variant = member_variant(member);
        member.entries.iter().map(move |entry| {
            let (name, model) = (&entry.member, type_path(&entry.model));
            quote!((Self::#variant, #name) => Some(reader.object::<#model>()),)
        })
    })
}
