//! A saved and loaded world behaves like the original.

use account_activity_emulator::World;

use super::run::Run;

#[test]
fn a_loaded_world_goes_on_as_the_saved_one_would() {
    for seed in 100..108 {
        let mut run = Run::new(seed);
        let mut loaded: Option<World> = None;
        for number in 0..160 {
            if number == 80 {
                let saved = serde_json::to_string(&run.world).unwrap();
                let read: World = serde_json::from_str(&saved).unwrap();
                assert_eq!(read, run.world);
                loaded = Some(read);
            }
            let (step, action, now) = run.step();
            let performed = run.world.perform(action.clone(), now);
            if let Some(loaded) = &mut loaded {
                assert_eq!(loaded.perform(action, now), performed);
                assert_eq!(*loaded, run.world);
            }
            if let Ok(performed) = performed {
                run.record(step, &performed);
            }
        }
    }
}

#[test]
fn the_same_actions_give_the_same_bytes() {
    let bytes = || {
        let mut run = Run::new(7);
        let mut bytes = Vec::new();
        for _ in 0..100 {
            let (step, action, now) = run.step();
            if let Ok(performed) = run.world.perform(action, now) {
                for notice in &performed.notices {
                    bytes.extend_from_slice(notice.payload.as_bytes());
                }
                run.record(step, &performed);
            }
        }
        bytes
    };
    assert_eq!(bytes(), bytes());
}
