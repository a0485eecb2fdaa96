//! Training is the same every time, refuses what is too little, and starts from a prior.

use super::*;

fn examples(count: usize) -> Vec<Example> {
    (0..count)
        .map(|index| {
            let is = index % 2 == 0;
            let verb = if is { "burn down" } else { "visit" };
            Example {
                text: format!("we will {verb} the blue house number {index} today").into_bytes(),
                labels: BTreeMap::from([(Column::Threat, is), (Column::Quoted, index % 3 == 0)]),
                language: Some("en".to_owned()),
                weight: 1.0,
                group: None,
                author: Some(index as u64 % 40),
            }
        })
        .collect()
}

/// Goal: the same texts give the same bytes, and the file reads back as it was written.
#[test]
fn the_same_every_time() {
    let training = Training::default();
    let one = training.run(&examples(200)).unwrap();
    let two = training.run(&examples(200)).unwrap();
    assert_eq!(one.to_bytes(), two.to_bytes());
    let back = Model::from_bytes(&one.to_bytes()).unwrap();
    assert_eq!((back.hash(), back.facts()), (one.hash(), one.facts()));
    let threat = &one.facts().columns[one.position(Column::Threat).unwrap()];
    assert!(threat.average_precision > 0.99, "{threat:?}");
    assert!(
        one.facts()
            .dictionary
            .iter()
            .any(|(_, gram)| gram == "burn")
    );
}

/// Goal: n-grams of few texts or few authors are never readable.
#[test]
fn rare_words_stay_unreadable() {
    let mut few = examples(200);
    for example in &mut few {
        example.author = Some(7);
    }
    let model = Training::default().run(&few).unwrap();
    assert_eq!(model.facts().dictionary, []);
    for example in &mut few {
        example.author = None;
    }
    assert_eq!(
        Training::default().run(&few).unwrap().facts().dictionary,
        []
    );
}

/// Goal: too little is refused with the counts.
#[test]
fn too_little_is_refused() {
    let refused = Training::default().run(&examples(6)).map(|_| ());
    assert_eq!(refused, Err(TrainError::TooFew { needed: 5, most: 3 }));
    assert!(Training::default().run(&[]).is_err());
}

/// Goal: a model that starts from another knows what that one knew.
#[test]
fn a_prior_is_carried_over() {
    let prior = Training::default().run(&examples(200)).unwrap();
    let few: Vec<Example> = examples(24)
        .into_iter()
        .map(|mut example| {
            let verb = if example.labels[&Column::Threat] {
                "burn down"
            } else {
                "visit"
            };
            example.text = format!("they {verb} it").into_bytes();
            example
        })
        .collect();
    let training = Training {
        prior: Some(&prior),
        is_quick: true,
        rows_max: None,
    };
    let model = training.run(&few).unwrap();
    assert_eq!(model.facts().prior.as_deref(), Some(prior.hash()));
}

/// Goal: damaged, foreign and later files are refused for what they are.
#[test]
fn bad_files_are_refused() {
    use crate::error::ModelError;
    let bytes = Training::default().run(&examples(40)).unwrap().to_bytes();
    let read = |bytes: &[u8]| Model::from_bytes(bytes).map(|_| ());
    assert_eq!(read(b""), Err(ModelError::NotAModel));
    assert_eq!(read(&[7; 200]), Err(ModelError::NotAModel));
    let mut later = bytes.clone();
    later[8] = 9;
    assert_eq!(
        read(&later),
        Err(ModelError::OtherVersion {
            found: 9,
            expected: 1
        })
    );
    assert!(matches!(
        read(&bytes[..bytes.len() - 1]),
        Err(ModelError::WrongLength { .. })
    ));
    let mut damaged = bytes.clone();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 1;
    assert_eq!(read(&damaged), Err(ModelError::Damaged));
    for length in 0..bytes.len().min(300) {
        assert!(read(&bytes[..length]).is_err());
    }
}

/// Goal: few rows, far apart, are kept and read back.
#[test]
fn a_small_file_reads_back() {
    let training = Training {
        rows_max: Some(3),
        ..Training::default()
    };
    let model = training.run(&examples(200)).unwrap();
    let bytes = model.to_bytes();
    let back = Model::from_bytes(&bytes).unwrap();
    assert_eq!(back.to_bytes(), bytes);
    assert!((0..BUCKETS).all(|bucket| back.rows.row(bucket) == model.rows.row(bucket)));
    assert!(
        Model::embedded()
            .unwrap()
            .position(Column::Threat)
            .is_some()
    );
}
