package studio.atelier.backend.identity.internal;

import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import studio.atelier.backend.audit.Audit;
import studio.atelier.backend.identity.Identity;
import studio.atelier.backend.identity.IdentitySettings;
import studio.atelier.backend.identity.StandIns;
import studio.atelier.backend.identity.UserMembers;
import studio.atelier.backend.identity.Users;
import studio.atelier.platform.crypto.Envelope;
import studio.atelier.platform.crypto.MasterKey;
import studio.atelier.platform.database.Ids;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.events.Events;
import studio.atelier.platform.events.Signals;
import studio.atelier.platform.http.HttpSettings;
import studio.atelier.platform.http.ProblemDialect;
import studio.atelier.platform.http.Version;
import studio.atelier.platform.limits.LimitSettings;
import studio.atelier.platform.limits.Limits;
import studio.atelier.platform.outbound.Outbound;
import studio.atelier.platform.schedule.Schedule;

@Configuration(proxyBeanMethods = false)
class IdentityWiring {

    private static final Duration ATTEMPTS_PERIOD = Duration.ofMinutes(5);
    private static final Duration SWEEP_EVERY = Duration.ofHours(6);
    private static final Clock CLOCK = Clock.systemUTC();

    @Bean
    ProblemDialect goTrueDialect() {
        return new GoTrueDialect();
    }

    @Bean
    AccountStore accountStore() {
        return new AccountStore();
    }

    @Bean
    InstanceStore instanceStore() {
        return new InstanceStore();
    }

    @Bean
    SessionStore sessionStore() {
        return new SessionStore();
    }

    @Bean
    SigningKeys signingKeys(Transactions transactions, Envelope envelope) {
        return new SigningKeys(transactions, envelope, CLOCK);
    }

    @Bean
    KeyRotation keyRotation(Transactions transactions, SigningKeys keys, Tokens tokens, Signals signals, Audit audit) {
        signals.on(KeyRotation.SIGNAL, () -> {
            keys.forget();
            tokens.forget();
        });
        return new KeyRotation(transactions, keys, signals, audit);
    }

    @Bean
    OpaqueKeys opaqueKeys(MasterKey master) {
        return new OpaqueKeys(master);
    }

    @Bean
    IdentityStore identityStore(Ids ids) {
        return new IdentityStore(ids);
    }

    @Bean
    Tokens tokens(SigningKeys keys, OpaqueKeys opaque, IdentitySettings settings) {
        return new Tokens(keys, opaque, CLOCK, settings.tokenLifetime(), settings.sharedSecret());
    }

    @Bean
    PasswordHashes passwordHashes(MeterRegistry registry) {
        return new PasswordHashes(PasswordHashes.placesOfThisMachine(), registry);
    }

    @Bean
    Accounts accounts(
            Transactions transactions,
            AccountStore store,
            PasswordHashes passwords,
            Outbound outbound,
            IdentitySettings settings,
            Accounts.Announcer announcer) {
        var leaked = new LeakedPasswords(settings.leakedPasswords(), outbound);
        return new Accounts(
                transactions, store, new Accounts.Passwords(passwords, settings.passwords(), leaked), announcer);
    }

    @Bean
    Accounts.Announcer accountAnnouncer(Events events, Audit audit, Ids ids, IdentityStore identities) {
        return new Accounts.Announcer(events, audit, ids, identities);
    }

    @Bean
    Sessions.Proofs sessionProofs(
            SessionStore store,
            AccountStore accounts,
            Tokens tokens,
            MasterKey master,
            SecureRandom random,
            Signals signals) {
        return new Sessions.Proofs(
                store,
                accounts,
                tokens,
                new RefreshTokens(master),
                random,
                tx -> signals.afterCommit(tx, StandingSessions.SIGNAL));
    }

    @Bean
    Sessions sessions(Transactions transactions, Sessions.Proofs proofs, IdentitySettings settings, Ids ids) {
        return new Sessions(transactions, proofs, settings, CLOCK, ids);
    }

    @Bean
    AccessKeys accessKeys(Transactions transactions, AccountStore accounts, Audit audit, Ids ids, SecureRandom random) {
        return new AccessKeys(transactions, accounts, audit, CLOCK, new AccessKeys.Randomness(ids, random));
    }

    @Bean
    StandingSessions standingSessions(Sessions sessions) {
        return new StandingSessions(sessions);
    }

    @Bean
    Recognition recognition(
            Tokens tokens,
            AccessKeys accessKeys,
            Sessions sessions,
            StandingSessions standing,
            OpaqueKeys opaqueKeys,
            Signals signals) {
        var recognition = new Recognition(tokens, accessKeys, sessions, standing, opaqueKeys);
        signals.on(StandingSessions.SIGNAL, recognition::forgetAll);
        return recognition;
    }

    @Bean
    SignUp signUp(
            Transactions transactions,
            InstanceStore instances,
            Accounts accounts,
            Audit audit,
            IdentitySettings settings) {
        return new SignUp(transactions, instances, accounts, audit, settings);
    }

    @Bean
    FirstPerson firstPerson(
            Transactions transactions, FirstPerson.Rooms rooms, IdentitySettings settings, SecureRandom random) {
        return new FirstPerson(transactions, rooms, settings, CLOCK, random);
    }

    @Bean
    FirstPerson.Rooms firstPersonRooms(InstanceStore instances, Accounts accounts, Sessions sessions) {
        return new FirstPerson.Rooms(instances, accounts, sessions);
    }

    @Bean
    People people(Accounts accounts, Tokens tokens) {
        return new People(accounts, tokens);
    }

    @Bean
    Identity identity(People people, FirstPerson firstPerson) {
        return new Identity(people, firstPerson);
    }

    @Bean
    Entry.Rooms entryRooms(
            Accounts accounts,
            Sessions sessions,
            SecondSteps steps,
            FirstPerson firstPerson,
            SignUp signUp,
            Registration registration,
            Recognition recognition) {
        return new Entry.Rooms(accounts, sessions, steps, firstPerson, signUp, registration, recognition);
    }

    @Bean
    Entry.Public entryPublic(Version version, LimitSettings limits, HttpSettings http, IdentitySettings settings) {
        return new Entry.Public(version, limits, http, settings.doors());
    }

    @Bean
    Entry entry(
            Entry.Rooms rooms,
            Limits limits,
            IdentitySettings settings,
            MeterRegistry registry,
            Entry.Public published) {
        var attempts = limits.limiter("sign-in attempts from one address", settings.attempts(), ATTEMPTS_PERIOD);
        return new Entry(rooms, attempts, CLOCK, registry, published);
    }

    @Bean
    UserJson userJson(List<UserMembers> members) {
        return new UserJson(members);
    }

    @Bean
    StandIns standIns(Transactions transactions, Ids ids) {
        return new StandIns(transactions, ids);
    }

    @Bean
    Users users(UserJson json) {
        return new Users(json);
    }

    @Bean
    GoTrueJson goTrueJson(Transactions transactions, IdentityStore identities) {
        return new GoTrueJson(transactions, identities);
    }

    @Bean
    GoTrueAccounts goTrueAccounts(Accounts accounts, Sessions sessions) {
        return new GoTrueAccounts(accounts, sessions);
    }

    @Bean
    AdminResource.Rooms adminRooms(
            AccountStore accounts,
            SignUp signUp,
            Entry entry,
            People people,
            ManagedAccounts managed,
            Letters letters,
            Factors factors) {
        return new AdminResource.Rooms(accounts, signUp, entry, people, managed, letters, factors);
    }

    @Bean
    Schedule endedSessions(Sessions sessions) {
        return Schedule.every("identity.ended_sessions", SWEEP_EVERY, sessions::sweep);
    }

    @Bean
    SmartLifecycle identityStart(SigningKeys keys, FirstPerson firstPerson) {
        return new IdentityStart(keys, firstPerson);
    }
}
