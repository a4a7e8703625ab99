// SPDX-License-Identifier: MIT
#include "media/gst_runtime.hpp"

#include "base/failure.hpp"
#include "media/dtls_identity.hpp"
#include "media/gst_ptr.hpp"

#include <array>
#include <cstdlib>
#include <set>
#include <string>

namespace janus_talk::media {

namespace {

struct RequiredElement {
    const char* element;
    const char* package;
};

constexpr std::array required{
        RequiredElement{"webrtcbin", "gstreamer1.0-plugins-bad"},
        RequiredElement{"dtlssrtpdec", "gstreamer1.0-plugins-bad"},
        RequiredElement{"webrtcdsp", "gstreamer1.0-plugins-bad"},
        RequiredElement{"webrtcechoprobe", "gstreamer1.0-plugins-bad"},
        RequiredElement{"srtpdec", "gstreamer1.0-plugins-bad"},
        RequiredElement{"nicesrc", "gstreamer1.0-nice"},
        RequiredElement{"rtpbin", "gstreamer1.0-plugins-good"},
        RequiredElement{"rtpstorage", "gstreamer1.0-plugins-good"},
        RequiredElement{"opusenc", "gstreamer1.0-plugins-base"},
        RequiredElement{"audiotestsrc", "gstreamer1.0-plugins-base"},
        RequiredElement{"audioconvert", "gstreamer1.0-plugins-base"},
        RequiredElement{"audioresample", "gstreamer1.0-plugins-base"},
        RequiredElement{"appsrc", "gstreamer1.0-plugins-base"},
        RequiredElement{"decodebin", "gstreamer1.0-plugins-base"},
        RequiredElement{"oggmux", "gstreamer1.0-plugins-base"},
        RequiredElement{"fakesink", "libgstreamer1.0-0"},
};

constexpr std::array debugging_variables{
        "GST_DEBUG",
        "GST_DEBUG_FILE",
        "GST_DEBUG_OPTIONS",
        "GST_DEBUG_DUMP_DOT_DIR",
        "GST_TRACERS",
        "NICE_DEBUG",
        "G_MESSAGES_DEBUG",
        "SSLKEYLOGFILE",
};

void check_elements() {
    std::set<std::string> missing;
    std::set<std::string> packages;
    for (const auto& [element, package] : required) {
        if (ObjectPtr<GstElementFactory>{gst_element_factory_find(element)})
            continue;
        missing.insert(element);
        packages.insert(package);
    }
    if (missing.empty())
        return;

    std::string text = "GStreamer lacks";
    for (const auto& element : missing)
        text += " " + element;
    std::string hint = "Install it with: apt-get install";
    for (const auto& package : packages)
        hint += " " + package;
    throw base::Error({base::ExitCode::device, text + ".", hint, {}});
}

/// Libraries print warnings of their own to stderr, some with addresses of peers; what matters to
/// people is reported as events. Criticals are bugs and stay visible.
GLogWriterOutput
write_log(GLogLevelFlags level, const GLogField* fields, gsize count, gpointer data) noexcept {
    if ((level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL)) == 0)
        return G_LOG_WRITER_HANDLED;
    return g_log_writer_default(level, fields, count, data);
}

void quieten_libraries() {
    // GLib allows this once per process.
    static const bool done = (g_log_set_writer_func(write_log, nullptr, nullptr), true);
    (void)done;
}

} // namespace

GstRuntime::GstRuntime(Debugging debugging) {
    if (debugging == Debugging::remove_from_environment) {
        clean_environment();
        quieten_libraries();
    }
    // Otherwise every fault while a plug-in is being loaded, by whatever thread, is told as the
    // plug-in's, and ends with an exit status of GStreamer's own.
    gst_segtrap_set_enabled(FALSE);
    GError* error = nullptr;
    if (gst_init_check(nullptr, nullptr, &error) == 0) {
        const ErrorPtr owned{error};
        throw base::Error({base::ExitCode::device,
                           std::string{"GStreamer can't start: "} +
                                   (owned ? owned->message : "unknown reason") + ".",
                           "Reinstall libgstreamer1.0-0.",
                           {}});
    }
    check_elements();
    identity_ = std::make_unique<DtlsIdentity>();
}

GstRuntime::~GstRuntime() = default;

void GstRuntime::clean_environment() noexcept {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): no other thread exists yet, or nothing is there to
    // remove.
    for (const char* variable : debugging_variables)
        unsetenv(variable);
}

} // namespace janus_talk::media
