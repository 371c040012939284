//! The tables, for diesel. The migrations are the source; a test compares both databases with each other.

diesel::table! {
    territories (id) {
        id -> BigInt,
        public_id -> Text,
    }
}

diesel::table! {
    territory_states (id) {
        id -> BigInt,
        territory_id -> BigInt,
        kato -> Text,
        parent_id -> Nullable<BigInt>,
        kind -> Text,
        name_kk -> Text,
        name_ru -> Text,
        name_en -> Text,
        aliases -> Text,
        grid_column -> Nullable<Integer>,
        grid_row -> Nullable<Integer>,
        valid_from -> Text,
        valid_to -> Nullable<Text>,
    }
}

diesel::table! {
    reorganisations (id) {
        id -> BigInt,
        kind -> Text,
        happened_on -> Text,
        threads -> Text,
    }
}

diesel::table! {
    campaigns (id) {
        id -> BigInt,
        public_id -> Text,
        name_kk -> Text,
        name_ru -> Text,
        name_en -> Text,
        rules -> Text,
        directions -> Text,
        calendar -> Text,
        demonstration -> Bool,
        created_at -> BigInt,
    }
}

diesel::table! {
    programs (id) {
        id -> BigInt,
        public_id -> Text,
        campaign_id -> BigInt,
        territory_id -> BigInt,
        phase -> Text,
        title_kk -> Nullable<Text>,
        title_ru -> Nullable<Text>,
        first_year -> Integer,
        last_year -> Integer,
        opens_at -> BigInt,
        closes_at -> BigInt,
        utc_offset_minutes -> Integer,
        current_edition -> Nullable<Integer>,
        measures -> Integer,
        indicators -> Integer,
        planned_tenge -> BigInt,
        cost_unknown -> Integer,
    }
}

diesel::table! {
    editions (id) {
        id -> BigInt,
        program_id -> BigInt,
        number -> Integer,
        state -> Text,
        summary_kk -> Nullable<Text>,
        summary_ru -> Nullable<Text>,
        provision_count -> Integer,
        source_sha256 -> Nullable<Text>,
        published_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    provisions (id) {
        id -> BigInt,
        program_id -> BigInt,
        public_id -> Text,
    }
}

diesel::table! {
    edition_provisions (edition_id, position) {
        edition_id -> BigInt,
        position -> Integer,
        provision_id -> BigInt,
        parent_position -> Nullable<Integer>,
        kind -> Text,
        level -> Integer,
        label -> Text,
        direction -> Nullable<Text>,
        text_kk -> Nullable<Text>,
        text_ru -> Nullable<Text>,
        data -> Nullable<Text>,
    }
}

diesel::table! {
    edition_costs (edition_id, year, source, direction) {
        edition_id -> BigInt,
        year -> Integer,
        source -> Text,
        direction -> Text,
        tenge -> BigInt,
    }
}

diesel::table! {
    envelopes (id) {
        id -> BigInt,
        territory_id -> BigInt,
        year -> Integer,
        source -> Text,
        tenge -> BigInt,
        act -> Text,
        recorded_at -> BigInt,
        replaced_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    contributions (id) {
        id -> BigInt,
        public_id -> Text,
        receipt -> Text,
        program_id -> BigInt,
        edition_number -> Integer,
        provision_id -> Nullable<BigInt>,
        provision_label -> Nullable<Text>,
        parent_id -> Nullable<BigInt>,
        kind -> Text,
        language -> Text,
        channel -> Text,
        verification -> Text,
        visibility -> Text,
        reason -> Nullable<Text>,
        text -> Nullable<Text>,
        name -> Nullable<Text>,
        place -> Nullable<Text>,
        problem -> Nullable<Text>,
        solution -> Nullable<Text>,
        cost_tenge -> Nullable<BigInt>,
        received_at -> BigInt,
        late -> Bool,
        due_on -> Text,
        supports_anonymous -> BigInt,
        supports_email -> BigInt,
        supports_identity -> BigInt,
        replies -> Integer,
        decided_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    anchors (contribution_id) {
        contribution_id -> BigInt,
        provision_id -> BigInt,
        edition_number -> Integer,
        language -> Text,
        exact -> Text,
        prefix -> Text,
        suffix -> Text,
        start_position -> Integer,
        end_position -> Integer,
    }
}

diesel::table! {
    contacts (contribution_id) {
        contribution_id -> BigInt,
        email -> Text,
        language -> Text,
    }
}

diesel::table! {
    groups (id) {
        id -> BigInt,
        public_id -> Text,
        program_id -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    decisions (id) {
        id -> BigInt,
        public_id -> Text,
        program_id -> BigInt,
        state -> Text,
        disposition -> Text,
        reason_kk -> Nullable<Text>,
        reason_ru -> Nullable<Text>,
        office_kk -> Text,
        office_ru -> Text,
        points -> Integer,
        published_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    points (id) {
        id -> BigInt,
        public_id -> Text,
        contribution_id -> BigInt,
        program_id -> BigInt,
        ordinal -> Integer,
        start_position -> Integer,
        end_position -> Integer,
        state -> Text,
        group_id -> Nullable<BigInt>,
        decision_id -> Nullable<BigInt>,
    }
}

diesel::table! {
    program_counters (program_id) {
        program_id -> BigInt,
        received -> BigInt,
        open -> BigInt,
        decided -> BigInt,
        grouped -> BigInt,
        moderated -> BigInt,
        withdrawn -> BigInt,
        points_received -> BigInt,
        points_open -> BigInt,
        points_decided -> BigInt,
        points_grouped -> BigInt,
        points_moderated -> BigInt,
        points_withdrawn -> BigInt,
    }
}

diesel::table! {
    provision_counters (program_id, provision_id) {
        program_id -> BigInt,
        provision_id -> BigInt,
        contributions -> BigInt,
    }
}

diesel::table! {
    direction_counters (campaign_id, direction) {
        campaign_id -> BigInt,
        direction -> Text,
        contributions -> BigInt,
    }
}

diesel::table! {
    acts (seq) {
        seq -> BigInt,
        public_id -> Text,
        kind -> Text,
        happened_at -> BigInt,
        place -> Text,
        program_id -> Nullable<BigInt>,
        subject -> Text,
        leaf -> Binary,
        leaf_hash -> Binary,
        leaf_index -> Nullable<BigInt>,
    }
}

diesel::table! {
    openings (act_seq) {
        act_seq -> BigInt,
        salt -> Binary,
        content -> Binary,
    }
}

diesel::table! {
    journal_head (one) {
        one -> Integer,
        size -> BigInt,
    }
}

diesel::table! {
    cursors (name) {
        name -> Text,
        leaf_index -> BigInt,
    }
}

diesel::table! {
    jobs (id) {
        id -> BigInt,
        kind -> Text,
        dedup_key -> Nullable<Text>,
        payload -> Text,
        state -> Text,
        run_at -> BigInt,
        attempts -> Integer,
        lease_until -> Nullable<BigInt>,
        last_error -> Nullable<Text>,
        created_at -> BigInt,
    }
}

diesel::table! {
    idempotency_keys (scope, idempotency_key) {
        scope -> Text,
        idempotency_key -> Text,
        request_hash -> Text,
        answer -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    supports (contribution_id, supporter) {
        contribution_id -> BigInt,
        supporter -> Text,
        verification -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    moderations (id) {
        id -> BigInt,
        contribution_id -> BigInt,
        program_id -> BigInt,
        action -> Text,
        reason -> Nullable<Text>,
        note -> Nullable<Text>,
        role -> Text,
        account_id -> Nullable<BigInt>,
        happened_at -> BigInt,
    }
}

diesel::table! {
    appeals (contribution_id) {
        contribution_id -> BigInt,
        text -> Text,
        received_at -> BigInt,
        answered_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    accounts (id) {
        id -> BigInt,
        public_id -> Text,
        email -> Nullable<Text>,
        name -> Nullable<Text>,
        locale -> Text,
        created_at -> BigInt,
        erased_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    grants (id) {
        id -> BigInt,
        account_id -> BigInt,
        role -> Text,
        territory_id -> Nullable<BigInt>,
        granted_by -> Nullable<BigInt>,
        granted_at -> BigInt,
        revoked_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    sign_ins (public_id) {
        public_id -> Text,
        email -> Text,
        code_mac -> Text,
        browser_hash -> Text,
        link_hash -> Text,
        attempts -> Integer,
        created_at -> BigInt,
        used_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    sessions (id) {
        id -> BigInt,
        public_id -> Text,
        token_hash -> Text,
        family -> Text,
        kind -> Text,
        account_id -> BigInt,
        created_at -> BigInt,
        seen_at -> BigInt,
        expires_at -> BigInt,
        replaced_at -> Nullable<BigInt>,
        revoked_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    outbox (id) {
        id -> BigInt,
        public_id -> Text,
        dedup_key -> Nullable<Text>,
        recipient -> Text,
        locale -> Text,
        template -> Text,
        parameters -> Text,
        urgent -> Bool,
        state -> Text,
        not_before -> BigInt,
        attempts -> Integer,
        lease_until -> Nullable<BigInt>,
        last_error -> Nullable<Text>,
        created_at -> BigInt,
    }
}

diesel::table! {
    follows (id) {
        id -> BigInt,
        email -> Text,
        locale -> Text,
        territory_id -> Nullable<BigInt>,
        program_id -> Nullable<BigInt>,
        provision_id -> Nullable<BigInt>,
        unsubscribe_hash -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    session_families (family) {
        family -> Text,
        account_id -> BigInt,
        method -> Text,
        device -> Text,
        second_factor_at -> Nullable<BigInt>,
        created_at -> BigInt,
    }
}

diesel::table! {
    identity_attempts (id) {
        id -> BigInt,
        kind -> Text,
        who -> Text,
        network -> Text,
        happened_at -> BigInt,
    }
}

diesel::table! {
    sign_in_links (token_hash) {
        token_hash -> Text,
        account_id -> BigInt,
        created_at -> BigInt,
        expires_at -> BigInt,
        used_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    second_factors (account_id) {
        account_id -> BigInt,
        salt -> Text,
        last_step -> BigInt,
        created_at -> BigInt,
        confirmed_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    recovery_codes (account_id, code_hash) {
        account_id -> BigInt,
        code_hash -> Text,
        used_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    point_work (point_id) {
        point_id -> BigInt,
        assignee_id -> Nullable<BigInt>,
        put_off_until -> Nullable<Text>,
        changed_at -> BigInt,
    }
}

diesel::table! {
    tags (id) {
        id -> BigInt,
        program_id -> BigInt,
        name -> Text,
    }
}

diesel::table! {
    point_tags (point_id, tag_id) {
        point_id -> BigInt,
        tag_id -> BigInt,
    }
}

diesel::table! {
    staff_notes (id) {
        id -> BigInt,
        public_id -> Text,
        point_id -> BigInt,
        account_id -> BigInt,
        text -> Text,
        written_at -> BigInt,
    }
}

diesel::table! {
    answer_templates (id) {
        id -> BigInt,
        public_id -> Text,
        territory_id -> BigInt,
        name -> Text,
        disposition -> Text,
        text_kk -> Text,
        text_ru -> Text,
        created_at -> BigInt,
        retired_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    staff_steps (id) {
        id -> BigInt,
        program_id -> BigInt,
        account_id -> BigInt,
        step -> Text,
        subject -> Text,
        detail -> Text,
        happened_at -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    territories,
    territory_states,
    reorganisations,
    campaigns,
    programs,
    editions,
    provisions,
    edition_provisions,
    edition_costs,
    envelopes,
    contributions,
    anchors,
    contacts,
    groups,
    decisions,
    points,
    program_counters,
    provision_counters,
    direction_counters,
    acts,
    openings,
    journal_head,
    cursors,
    jobs,
    idempotency_keys,
    supports,
    moderations,
    appeals,
    accounts,
    grants,
    sign_ins,
    sessions,
    outbox,
    follows,
    session_families,
    identity_attempts,
    sign_in_links,
    second_factors,
    recovery_codes,
    point_work,
    tags,
    point_tags,
    staff_notes,
    answer_templates,
    staff_steps,
);
