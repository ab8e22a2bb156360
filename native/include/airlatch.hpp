/*
 * libairlatch for C++17, in this header alone: objects own the bytes that the structs of airlatch_core.h point into.
 *
 *     airlatch::kit kit(KIT, sizeof KIT); // throws airlatch::refused
 *     airlatch_world world{};
 *     world.now = std::time(nullptr);
 *     auto verdict = kit.check(bytes, world);
 *     if (!verdict.valid()) std::cerr << verdict.reasons().front();
 *     else if (verdict.has_feature("export")) run();
 */
#ifndef AIRLATCH_HPP
#define AIRLATCH_HPP
#include "airlatch_core.h"
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace airlatch {

using bytes = std::vector<std::uint8_t>;

/* A kit that cannot be used. */
class refused : public std::runtime_error {
public:
  explicit refused(airlatch_code code) : std::runtime_error(airlatch_code_name(code)), code_(code) {}
  airlatch_code code() const noexcept { return code_; }

private:
  airlatch_code code_;
};

/* A text of a struct; empty where it has none. It lives as long as what it is of. */
inline std::string_view text(airlatch_bytes of) noexcept {
  return of.data == nullptr ? std::string_view() : std::string_view(reinterpret_cast<const char *>(of.data), of.size);
}

/* What a check found. Copies share the bytes of the license. */
class verdict {
public:
  verdict(std::shared_ptr<const bytes> kept, const airlatch_verdict &raw) : kept_(std::move(kept)), raw_(raw) {}

  bool valid() const noexcept { return raw_.valid; }
  std::vector<std::string> reasons() const { return names(raw_.reasons, raw_.reason_count); }
  std::vector<std::string> warnings() const { return names(raw_.warnings, raw_.warning_count); }
  std::optional<std::int64_t> ends_at() const { return get(raw_.ends_at); }
  std::optional<std::int64_t> days_left() const { return get(raw_.days_left); }
  std::string_view licensee() const noexcept { return text(raw_.license.licensee); }

  /* Of a license that is not valid there are no features. */
  bool has_feature(const std::string &name) const { return feature(name).type != AIRLATCH_NO_FEATURE; }
  airlatch_value feature(const std::string &name) const { return airlatch_value_of(&raw_, name.c_str()); }

  /* Everything else that the license says. */
  const airlatch_verdict &raw() const noexcept { return raw_; }

private:
  static std::vector<std::string> names(const airlatch_code *codes, std::size_t count) {
    std::vector<std::string> all;
    for (std::size_t i = 0; i < count; i++) all.emplace_back(airlatch_code_name(codes[i]));
    return all;
  }
  static std::optional<std::int64_t> get(airlatch_maybe value) {
    return value.present ? std::optional<std::int64_t>(value.value) : std::nullopt;
  }
  std::shared_ptr<const bytes> kept_;
  airlatch_verdict raw_;
};

/* The vendor's kit, whose bytes decide what is trusted. */
class kit {
public:
  kit(const void *data, std::size_t size) : kept_(copy(data, size)) {
    if (airlatch_code code = airlatch_kit_open(&raw_, kept_->data(), size)) throw refused(code);
  }

  std::string_view product_name() const noexcept { return text(raw_.product_name); }

  /* Checks a license, or the one of a bundle that is for this computer. */
  verdict check(const bytes &message, const airlatch_world &world) const {
    auto kept = std::make_shared<const bytes>(message);
    airlatch_verdict raw;
    airlatch_verify(&raw, &raw_, &world, kept->data(), kept->size());
    return verdict(std::move(kept), raw);
  }

  /* For airlatch_revocations_open and the other functions of airlatch_core.h. */
  const airlatch_kit &raw() const noexcept { return raw_; }

private:
  static std::shared_ptr<const bytes> copy(const void *data, std::size_t size) {
    const auto *first = static_cast<const std::uint8_t *>(data);
    return std::make_shared<const bytes>(first, first + size);
  }
  std::shared_ptr<const bytes> kept_;
  airlatch_kit raw_{};
};

} // namespace airlatch
#endif
