package studio.atelier;

import java.util.List;
import java.util.Map;
import studio.atelier.backend.console.ConsoleSettings;
import studio.atelier.backend.data.DataSettings;
import studio.atelier.backend.identity.IdentitySettings;
import studio.atelier.backend.realtime.RealtimeSettings;
import studio.atelier.backend.storage.S3Settings;
import studio.atelier.backend.storage.StorageSettings;
import studio.atelier.backend.storage.TransformSettings;
import studio.atelier.engine.credits.CreditsSettings;
import studio.atelier.engine.generation.AnswerSettings;
import studio.atelier.engine.generation.GenerationSettings;
import studio.atelier.engine.media.MediaSettings;
import studio.atelier.engine.moderation.ModerationSettings;
import studio.atelier.engine.workers.WorkerSettings;
import studio.atelier.platform.crypto.CryptoSettings;
import studio.atelier.platform.database.DatabaseSettings;
import studio.atelier.platform.events.EventsSettings;
import studio.atelier.platform.failpoint.FailpointSettings;
import studio.atelier.platform.http.HttpSettings;
import studio.atelier.platform.limits.LimitSettings;
import studio.atelier.platform.mail.MailSettings;
import studio.atelier.platform.outbound.OutboundSettings;
import studio.atelier.platform.pictures.PicturesSettings;
import studio.atelier.platform.settings.DataFolder;
import studio.atelier.platform.settings.Setting;
import studio.atelier.platform.settings.SettingsFaults;
import studio.atelier.platform.settings.SettingsReader;
import studio.atelier.platform.video.VideoSettings;
import studio.atelier.surfaces.resumable.ResumableSettings;

/// The settings of every room, read in one go.
///
/// @param http  where the server listens; the start asks whether the port is free
/// @param rooms  one record per room; each becomes a bean
record AllSettings(
        HttpSettings http, DataFolder data, DatabaseSettings database, CryptoSettings crypto, List<Record> rooms) {

    /// @throws SettingsFaults with every fault of every room
    static AllSettings read(Map<String, String> values) {
        SettingsReader reader = new SettingsReader(values);
        AllSettings settings = read(reader);
        reader.check();
        return settings;
    }

    /// What can be set, in the order of the rooms.
    static List<Setting> known() {
        SettingsReader reader = new SettingsReader(Map.of());
        read(reader);
        return reader.known();
    }

    private static AllSettings read(SettingsReader reader) {
        var http = HttpSettings.read(reader);
        var data = DataFolder.read(reader);
        var database = DatabaseSettings.read(reader);
        var crypto = CryptoSettings.read(reader);
        return new AllSettings(
                http,
                data,
                database,
                crypto,
                List.of(
                        http,
                        data,
                        database,
                        crypto,
                        OutboundSettings.read(reader),
                        EventsSettings.read(reader),
                        LimitSettings.read(reader),
                        MailSettings.read(reader),
                        IdentitySettings.read(reader),
                        DataSettings.read(reader),
                        ConsoleSettings.read(reader),
                        RealtimeSettings.read(reader),
                        StorageSettings.read(reader),
                        S3Settings.read(reader),
                        TransformSettings.read(reader),
                        ResumableSettings.read(reader),
                        PicturesSettings.read(reader),
                        VideoSettings.read(reader),
                        MediaSettings.read(reader),
                        FailpointSettings.read(reader),
                        ModerationSettings.read(reader),
                        CreditsSettings.read(reader),
                        GenerationSettings.read(reader),
                        AnswerSettings.read(reader),
                        WorkerSettings.read(reader)));
    }
}
