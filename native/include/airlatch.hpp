/*
 * libairlatch for C++17, in this single header. Objects free what they own, and copies of them share it.
 *
 *     airlatch::kit kit(AIRLATCH_KIT, AIRLATCH_KIT_SIZE); // throws airlatch::kit_error
 *     auto answer = kit.check(airlatch::question().version("2.3.1"));
 *     if (!answer.valid()) std::cerr << answer.reasons().front();
 *     else if (answer.has_feature("export")) export_drawing();
 *
 * Any number of threads may use a kit and an answer at once. Codes are names as in SPEC.md section 12, texts are UTF-8.
 */
#ifndef AIRLATCH_HPP
#define AIRLATCH_HPP
#include "airlatch.h"
#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace airlatch {

using bytes = std::vector<unsigned char>;
using time_point = std::chrono::time_point<std::chrono::system_clock, std::chrono::seconds>;

/* A kit that cannot be used. what() is the name of the code. */
class kit_error : public std::runtime_error {
public:
  explicit kit_error(airlatch_code code) : std::runtime_error(airlatch_code_name(code)), code_(code) {}
  airlatch_code code() const noexcept { return code_; }

private:
  airlatch_code code_;
};

/* The question to kit::check. Each member is optional. Throws std::invalid_argument if a text contains a zero. */
class question {
public:
  /* The content of a license file, raw or text. Default: the licenses of this computer. */
  question &license(bytes content) { return license_ = std::move(content), *this; }
  question &home(std::string folder) { return home_ = checked(std::move(folder)), *this; }
  question &workload(std::string name) { return workload_ = checked(std::move(name)), *this; }
  question &version(std::string of_program) { return version_ = checked(std::move(of_program)), *this; }
  /* The day on which this version was released, such as "2026-11-30". */
  question &released(std::string day) { return released_ = checked(std::move(day)), *this; }
  /* A feature that the program requires. Throws for an empty name. */
  question &needs(std::string feature) {
    if (feature.empty()) throw std::invalid_argument("the name of a feature is empty");
    return features_.push_back(checked(std::move(feature))), *this;
  }
  /* The longest search on network shares; 0: the default of 3 seconds; less than 0: no search. */
  question &search(std::chrono::milliseconds most) { return search_ = static_cast<int32_t>(std::min<int64_t>(most.count(), INT32_MAX)), *this; }

private:
  friend class kit;
  using text = std::optional<std::string>;
  static std::string checked(std::string text) {
    if (text.find('\0') != std::string::npos) throw std::invalid_argument("a text has a zero in it");
    return text;
  }
  std::optional<bytes> license_;
  text home_, workload_, version_, released_;
  std::vector<std::string> features_;
  int32_t search_ = 0;
};

/* The result of a check. It stays usable after the kit is gone. */
class answer {
public:
  bool valid() const noexcept { return airlatch_valid(raw()); }
  std::vector<std::string> reasons() const { return names(airlatch_reason); }
  std::vector<std::string> warnings() const { return names(airlatch_warning); }
  /*
   * The first second after the end of the license: to print the last day, subtract one second and show the day in UTC.
   * No value: it has no end, or there is no license.
   */
  std::optional<time_point> ends_at() const { return time(airlatch_ends_at(raw())); }
  /* The same end including the days of grace, in which the license is valid with the warning "in-grace". */
  std::optional<time_point> runs_until() const { return time(airlatch_runs_until(raw())); }
  /* No value if the license has no end. 0 without a license. */
  std::optional<int64_t> days_left() const {
    int64_t days = airlatch_days_left(raw());
    return days == AIRLATCH_NEVER ? std::nullopt : std::optional<int64_t>(days);
  }

  /* Only a valid license has features. */
  std::vector<std::string> features() const {
    std::vector<std::string> all;
    while (const char *name = airlatch_feature_name(raw(), all.size())) all.emplace_back(name);
    return all;
  }
  bool has_feature(const std::string &name) const { return feature(name) != AIRLATCH_NO_FEATURE; }
  airlatch_feature_type feature(const std::string &name) const {
    return is_text(name) ? airlatch_feature(raw(), name.c_str()) : AIRLATCH_NO_FEATURE;
  }
  std::optional<int64_t> feature_number(const std::string &name) const {
    if (feature(name) != AIRLATCH_INTEGER) return std::nullopt;
    return airlatch_feature_number(raw(), name.c_str(), 0);
  }
  std::optional<std::string> feature_text(const std::string &name) const {
    if (feature(name) != AIRLATCH_TEXT) return std::nullopt;
    return airlatch_feature_text(raw(), name.c_str());
  }

  std::optional<std::string> product_name() const { return text(AIRLATCH_PRODUCT_NAME); }
  std::optional<std::string> contact() const { return text(AIRLATCH_CONTACT); }
  std::optional<std::string> computer_id() const { return text(AIRLATCH_COMPUTER_ID); }
  /* "installed", the file of the license, or the address of a site server. */
  std::optional<std::string> source() const { return text(AIRLATCH_SOURCE); }
  std::optional<std::string> key_id() const { return text(AIRLATCH_KEY_ID); }
  std::optional<std::string> activation_id() const { return text(AIRLATCH_ACTIVATION_ID); }
  std::optional<std::string> licensee() const { return text(AIRLATCH_LICENSEE); }
  std::optional<std::string> licensed_version() const { return text(AIRLATCH_LICENSED_VERSION); }
  std::optional<std::string> user_data() const { return text(AIRLATCH_USER_DATA); }
  /* The signed license; of a bundle, the one that is used. */
  std::optional<bytes> license_bytes() const {
    size_t size;
    const auto *first = static_cast<const unsigned char *>(airlatch_license_bytes(raw(), &size));
    return first == nullptr ? std::nullopt : std::optional<bytes>(bytes(first, first + size));
  }

private:
  friend class kit;
  explicit answer(std::shared_ptr<airlatch_answer> raw) : raw_(std::move(raw)) {}
  const airlatch_answer *raw() const noexcept { return raw_.get(); }
  std::optional<time_point> time(int64_t at) const {
    if (at == AIRLATCH_NEVER || airlatch_license_bytes(raw(), nullptr) == nullptr) return std::nullopt;
    return time_point(std::chrono::seconds(at));
  }
  static bool is_text(const std::string &name) { return name.find('\0') == std::string::npos; }
  std::vector<std::string> names(airlatch_code (*code)(const airlatch_answer *, size_t)) const {
    std::vector<std::string> all;
    while (airlatch_code one = code(raw(), all.size())) all.emplace_back(airlatch_code_name(one));
    return all;
  }
  std::optional<std::string> text(airlatch_text_name name) const {
    size_t size;
    const char *first = airlatch_text(raw(), name, &size);
    return first == nullptr ? std::nullopt : std::optional<std::string>(std::string(first, size));
  }
  std::shared_ptr<airlatch_answer> raw_;
};

/* The kit that is built into the program, and the readings of this computer. */
class kit {
public:
  kit(const void *data, size_t size) {
    airlatch_handle *opened = nullptr;
    if (airlatch_code code = airlatch_open(&opened, data, size, nullptr)) throw kit_error(code);
    raw_ = std::shared_ptr<airlatch_handle>(opened, airlatch_close);
  }

  answer check(const question &asked = {}) const {
    const auto c_text = [](const question::text &text) { return text ? text->c_str() : nullptr; };
    std::vector<const char *> features;
    for (const std::string &name : asked.features_) features.push_back(name.c_str());
    features.push_back(nullptr);
    airlatch_question raw{};
    raw.size = sizeof raw;
    if (asked.license_) raw.license = asked.license_->empty() ? "" : static_cast<const void *>(asked.license_->data());
    raw.license_size = asked.license_ ? asked.license_->size() : 0;
    raw.home = c_text(asked.home_);
    raw.workload = c_text(asked.workload_);
    raw.version = c_text(asked.version_);
    raw.released = c_text(asked.released_);
    raw.features = features.data();
    raw.search_milliseconds = asked.search_;
    // each answer keeps the kit alive
    const auto release = [kept = raw_](airlatch_answer *one) { airlatch_free(one); };
    return answer(std::shared_ptr<airlatch_answer>(airlatch_check(raw_.get(), &raw), release));
  }

private:
  std::shared_ptr<airlatch_handle> raw_;
};

} // namespace airlatch
#endif
