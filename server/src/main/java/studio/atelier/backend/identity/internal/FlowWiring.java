package studio.atelier.backend.identity.internal;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import studio.atelier.backend.audit.Audit;
import studio.atelier.backend.identity.IdentitySettings;
import studio.atelier.backend.identity.Leaving;
import studio.atelier.platform.crypto.Envelope;
import studio.atelier.platform.crypto.MasterKey;
import studio.atelier.platform.database.Ids;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.events.Events;
import studio.atelier.platform.http.PageSources;
import studio.atelier.platform.limits.Limits;
import studio.atelier.platform.mail.MailSettings;
import studio.atelier.platform.mail.Outbox;
import studio.atelier.platform.outbound.Outbound;
import studio.atelier.platform.schedule.Schedule;
import studio.atelier.platform.settings.DataFolder;

/// The ways in that take more than one request.
@Configuration(proxyBeanMethods = false)
class FlowWiring {

    private static final int REMOVAL_ATTEMPTS = 5;
    private static final Duration REMOVAL_PERIOD = Duration.ofMinutes(10);

    private static final Duration SWEEP_EVERY = Duration.ofHours(1);
    private static final Duration ACCOUNTS_EVERY = Duration.ofHours(6);
    private static final Duration SENDS_PERIOD = Duration.ofHours(1);

    /// In [#SENDS_PERIOD]. Source: wire reference 2.5.
    private static final long ANONYMOUS_MAX = 30;

    private static final Clock CLOCK = Clock.systemUTC();

    @Bean
    OneTimeTokens oneTimeTokens(MasterKey master, SecureRandom random, IdentitySettings settings) {
        return new OneTimeTokens(master, random, CLOCK, settings.messages().codeLifetime());
    }

    @Bean
    FlowStates flowStates(Ids ids) {
        return new FlowStates(ids, CLOCK);
    }

    @Bean
    Letters letters(
            Outbox outbox, OneTimeTokens tokens, AccountStore accounts, DataFolder data, MailSettings settings) {
        return new Letters(
                outbox, tokens, accounts, new MailTemplates(data.path().resolve("mail")), settings);
    }

    @Bean
    DatabaseBuckets databaseBuckets(Transactions transactions) {
        return new DatabaseBuckets(transactions);
    }

    @Bean
    Schedule bucketTidying(DatabaseBuckets buckets) {
        return Schedule.every("identity.limits", SENDS_PERIOD, buckets::tidy);
    }

    @Bean
    SendLimits sendLimits(Limits limits, DatabaseBuckets common, IdentitySettings settings) {
        var messages = settings.messages();
        return new SendLimits(
                limits.limiter("messages to one address", 1, messages.interval(), common),
                limits.limiter("messages asked for from one network address", messages.perHour(), SENDS_PERIOD, common),
                limits.limiter("anonymous sign-ins from one network address", ANONYMOUS_MAX, SENDS_PERIOD, common),
                settings.doors().autoconfirm());
    }

    @Bean
    Registration registration(
            Transactions transactions,
            Registration.Rooms rooms,
            SignUp signUp,
            Audit audit,
            IdentitySettings settings) {
        return new Registration(transactions, rooms, signUp, audit, settings);
    }

    @Bean
    Registration.Rooms registrationRooms(
            AccountStore store, Accounts accounts, Sessions sessions, Letters letters, FlowStates flows) {
        return new Registration.Rooms(store, accounts, sessions, letters, flows);
    }

    @Bean
    Verification verification(Transactions transactions, Verification.Rooms rooms, FlowStates flows, Audit audit) {
        return new Verification(transactions, rooms, flows, audit);
    }

    @Bean
    Verification.Rooms verificationRooms(
            AccountStore store, IdentityStore identities, Accounts accounts, OneTimeTokens tokens, Sessions sessions) {
        return new Verification.Rooms(store, identities, accounts, tokens, sessions);
    }

    @Bean
    AccountChanges accountChanges(
            Transactions transactions, AccountChanges.Rooms rooms, Audit audit, IdentitySettings settings) {
        return new AccountChanges(transactions, rooms, audit, settings, CLOCK);
    }

    @Bean
    AccountChanges.Rooms accountChangesRooms(
            Verification.Rooms rooms,
            PasswordHashes passwords,
            Letters letters,
            FlowStates flows,
            Verification verification,
            SessionStore sessionStore) {
        return new AccountChanges.Rooms(
                rooms.store(),
                rooms.identities(),
                passwords,
                rooms.tokens(),
                letters,
                flows,
                verification,
                rooms.sessions(),
                sessionStore);
    }

    @Bean
    Correspondence correspondence(
            Transactions transactions,
            AccountStore store,
            Letters letters,
            FlowStates flows,
            AccountChanges changes,
            Audit audit) {
        return new Correspondence(transactions, new Correspondence.Rooms(store, letters, flows), changes, audit);
    }

    @Bean
    CodeExchange codeExchange(
            Transactions transactions, FlowStates flows, AccountStore accounts, Sessions sessions, Envelope envelope) {
        return new CodeExchange(transactions, flows, accounts, sessions, envelope);
    }

    @Bean
    GoTrueDesk goTrueDesk(
            Entry entry, GoTrueAccounts accounts, Sessions sessions, GoTrueDesk.Ways ways, Captchas captchas) {
        return new GoTrueDesk(entry, accounts, sessions, ways, captchas);
    }

    @Bean
    GoTrueDesk.Ways goTrueWays(Letters letters, SendLimits sends, IdentitySettings settings) {
        return new GoTrueDesk.Ways(letters, new RedirectRule(settings.redirects()), sends);
    }

    @Bean
    Captchas captchas(IdentitySettings settings, Outbound outbound) {
        return new Captchas(settings.captcha(), outbound);
    }

    @Bean
    Factors factors(Transactions transactions, Factors.Rooms rooms, Audit audit, Ids ids, SecureRandom random) {
        return new Factors(transactions, rooms, audit, new AccessKeys.Randomness(ids, random), CLOCK);
    }

    @Bean
    Factors.Rooms factorRooms(AccountStore accounts, SessionStore sessionStore, Sessions sessions, Envelope envelope) {
        return new Factors.Rooms(accounts, sessionStore, sessions, envelope);
    }

    @Bean
    EntryResource.Ways entryWays(
            Letters letters, SendLimits limits, MagicLinks links, Captchas captchas, IdentitySettings settings) {
        return new EntryResource.Ways(letters, limits, links, captchas, new Doors(settings));
    }

    @Bean
    PageSources captchaSources(IdentitySettings settings) {
        return new PageSources(settings.captcha().map(Doors::origins).orElse(List.of()));
    }

    @Bean
    MagicLinks magicLinks(Transactions transactions, AccountStore accounts, Letters letters, Audit audit) {
        return new MagicLinks(transactions, accounts, letters, audit);
    }

    @Bean
    SecondSteps secondSteps(Transactions transactions, SecondSteps.Rooms rooms, Audit audit, SecureRandom random) {
        return new SecondSteps(transactions, rooms, audit, random, CLOCK);
    }

    @Bean
    SecondSteps.Rooms secondStepRooms(Factors factors, Sessions sessions, AccountStore accounts) {
        return new SecondSteps.Rooms(factors, sessions, accounts);
    }

    @Bean
    WebMvcConfigurer fullSignIns(Recognition recognition) {
        return new FullSignIns(recognition);
    }

    @Bean
    Removal removal(
            Transactions transactions,
            AccountStore store,
            Sessions sessions,
            Removal.Told told,
            Audit audit,
            List<Leaving> rooms) {
        return new Removal(transactions, store, sessions, told, audit, rooms);
    }

    @Bean
    AccountRemoval accountRemoval(
            Transactions transactions, Accounts accounts, ManagedAccounts.Rooms rooms, Removal removal, Limits limits) {
        return new AccountRemoval(
                transactions,
                new AccountRemoval.Rooms(accounts, rooms.sessionStore(), rooms.passwords()),
                removal,
                limits.limiter("passwords for deleting an account", REMOVAL_ATTEMPTS, REMOVAL_PERIOD),
                CLOCK);
    }

    @Bean
    Removal.Told removalTold(Outbox outbox, Events events) {
        return new Removal.Told(outbox, events);
    }

    @Bean
    ManagedAccounts managedAccounts(Transactions transactions, ManagedAccounts.Rooms rooms, Audit audit) {
        return new ManagedAccounts(transactions, rooms, audit, CLOCK);
    }

    @Bean
    ManagedAccounts.Rooms managedAccountsRooms(
            Verification.Rooms rooms,
            PasswordHashes passwords,
            Letters letters,
            SessionStore sessionStore,
            Removal removal) {
        return new ManagedAccounts.Rooms(
                rooms.store(),
                rooms.identities(),
                rooms.accounts(),
                passwords,
                rooms.sessions(),
                sessionStore,
                letters,
                removal);
    }

    @Bean
    Invitations invitations(
            Transactions transactions, AccountStore store, Accounts accounts, Letters letters, Audit audit) {
        return new Invitations(transactions, new Invitations.Rooms(store, accounts, letters), audit);
    }

    @Bean
    ExternalAccounts externalAccounts(
            Transactions transactions,
            ManagedAccounts.Rooms rooms,
            SignUp signUp,
            Audit audit,
            IdentitySettings settings) {
        return new ExternalAccounts(transactions, rooms, signUp, audit, settings);
    }

    @Bean
    ExternalSignIn.Rooms externalRooms(
            IdentitySettings settings,
            Outbound outbound,
            ExternalAccounts accounts,
            FlowStates flows,
            CodeExchange codes,
            Sessions sessions) {
        var http = new IssuerHttp(outbound);
        List<ExternalIssuer> issuers = settings.issuers().stream()
                .<ExternalIssuer>map(issuer -> switch (issuer.kind()) {
                    case OPENID -> new OpenidIssuer(issuer, http, CLOCK);
                    case GITHUB -> new GithubIssuer(issuer, http);
                })
                .toList();
        return new ExternalSignIn.Rooms(issuers, accounts, flows, codes, sessions);
    }

    @Bean
    ExternalSignIn externalSignIn(Transactions transactions, ExternalSignIn.Rooms rooms, Ids ids, SecureRandom random) {
        return new ExternalSignIn(transactions, rooms, new AccessKeys.Randomness(ids, random), CLOCK);
    }

    @Bean
    IdTokenGrant idTokenGrant(ExternalSignIn external) {
        return new IdTokenGrant(external);
    }

    @Bean
    AccountSweep accountSweep(
            Transactions transactions, AccountStore accounts, Removal removal, Audit audit, IdentitySettings settings) {
        return new AccountSweep(transactions, new AccountSweep.Rooms(accounts, removal, audit), settings.keep(), CLOCK);
    }

    @Bean
    Schedule sweptAccounts(AccountSweep sweep) {
        return Schedule.every("identity.swept_accounts", ACCOUNTS_EVERY, sweep::sweep);
    }

    @Bean
    Schedule oldFlows(Transactions transactions, OneTimeTokens tokens, FlowStates flows) {
        return Schedule.every(
                "identity.old_flows",
                SWEEP_EVERY,
                () -> transactions.asSystem("old flows", tx -> {
                    FactorStore.deleteOldChallenges(tx, SWEEP_EVERY);
                    SecondStepStore.deleteOld(tx, SWEEP_EVERY);
                    return tokens.deleteOld(tx) + flows.deleteOld(tx);
                }));
    }
}
