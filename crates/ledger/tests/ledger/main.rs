//! The ledger against public vectors, another implementation, and tampering.

#[cfg(test)]
mod audit;
#[cfg(test)]
mod differential;
#[cfg(test)]
mod fixture;
#[cfg(test)]
mod notes;
#[cfg(test)]
mod policies;
#[cfg(test)]
mod proofs;
#[cfg(test)]
mod receipts;
#[cfg(test)]
mod vectors;
#[cfg(test)]
mod witnesses;
