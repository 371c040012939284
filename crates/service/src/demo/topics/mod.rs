//! The texts of the topics, one file each: what a program says in Kazakh and Russian, and what people write about it.

mod agriculture;
mod business;
mod clinics;
mod culture;
mod digital;
mod ecology;
mod emergencies;
mod gas;
mod heritage;
mod housing;
mod jobs;
mod kindergartens;
mod openness;
mod order;
mod power;
mod roads;
mod schools;
mod settlements;
mod sport;
mod support;
mod water;
mod youth;

use super::topic::Topic;

/// Every topic, direction by direction in the order of the campaign's directions.
pub const ALL: [&Topic; 22] = [
    &agriculture::TOPIC,
    &business::TOPIC,
    &jobs::TOPIC,
    &roads::TOPIC,
    &water::TOPIC,
    &gas::TOPIC,
    &power::TOPIC,
    &housing::TOPIC,
    &settlements::TOPIC,
    &ecology::TOPIC,
    &schools::TOPIC,
    &kindergartens::TOPIC,
    &clinics::TOPIC,
    &support::TOPIC,
    &youth::TOPIC,
    &sport::TOPIC,
    &culture::TOPIC,
    &heritage::TOPIC,
    &digital::TOPIC,
    &openness::TOPIC,
    &order::TOPIC,
    &emergencies::TOPIC,
];
