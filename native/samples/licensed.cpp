/*
 * The program of licensed.c in C++17: it runs only with a valid license, which it is given as a file. kit.inc has the bytes
 * of the vendor's kit as numbers.
 */
#include <airlatch.hpp>
#include <ctime>
#include <fstream>
#include <iostream>
#include <iterator>

static const unsigned char KIT[] = {
#include "kit.inc"
};

int main(int count, char **arguments) {
  std::ifstream file;
  if (count == 2) file.open(arguments[1], std::ios::binary);
  if (!file.is_open()) {
    std::cerr << "usage: licensed FILE\n";
    return 2;
  }
  try {
    const airlatch::kit kit(KIT, sizeof KIT);
    const airlatch::bytes bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    airlatch_world world{};
    world.now = std::time(nullptr);
    world.program_version = { reinterpret_cast<const std::uint8_t *>("2.3.1"), 5 };
    const auto verdict = kit.check(bytes, world);
    if (!verdict.valid()) {
      for (const auto &reason : verdict.reasons()) std::cerr << "This license is not valid here: " << reason << '\n';
      return 1;
    }
    std::cout << "product: " << kit.product_name() << '\n';
    if (!verdict.licensee().empty()) std::cout << "licensed to: " << verdict.licensee() << '\n';
    if (const auto days = verdict.days_left()) std::cout << "days left: " << *days << '\n';
    for (const auto &warning : verdict.warnings()) std::cout << "warning: " << warning << '\n';
    std::cout << "export: " << (verdict.has_feature("export") ? "yes" : "no") << '\n';
    return 0;
  } catch (const airlatch::refused &refused) {
    std::cerr << "The kit of this program cannot be used: " << refused.what() << '\n';
    return 2;
  }
}
